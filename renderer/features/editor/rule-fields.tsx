import { useMemo } from 'react';
import { revealRules } from '../../../core/domain/poll.ts';
import { ClosingFields } from '../../ui/closing-fields.tsx';
import { Field, Select } from '../../ui/field.tsx';
import { Segments } from '../../ui/segments.tsx';
import { Switch } from '../../ui/switch.tsx';
import { timeZones } from './time-zones.ts';
import type { Editor } from './use-editor.ts';

const revealWords = {
  always: 'Everyone, at any time',
  'after-voting': 'Those who have voted',
  'after-closing': 'Everyone, once the poll is closed',
  never: 'Only me',
} as const;

export function RuleFields({ editor }: { readonly editor: Editor }) {
  const { form, change } = editor;
  const zones = useMemo(() => timeZones(form.timeZone), [form.timeZone]);
  return (
    <div className="editor-rules">
      <ChoiceFields editor={editor} />
      <Field label="Who sees the result">
        {(ids) => (
          <Select
            {...ids}
            value={form.reveal}
            onChange={(event) => {
              const reveal = revealRules.find((rule) => rule === event.target.value);
              if (reveal !== undefined) change({ ...form, reveal });
            }}
          >
            {revealRules.map((rule) => (
              <option key={rule} value={rule}>
                {revealWords[rule]}
              </option>
            ))}
          </Select>
        )}
      </Field>
      <Field label="Time zone of times and reports">
        {(ids) => (
          <Select {...ids} value={form.timeZone} onChange={(event) => change({ ...form, timeZone: event.target.value })}>
            {zones.map((zone) => (
              <option key={zone} value={zone}>
                {zone.replace(/_/g, ' ')}
              </option>
            ))}
          </Select>
        )}
      </Field>
      <div className="editor-rule-wide">
        <ClosingFields
          form={form.closing}
          timeZone={form.timeZone}
          error={editor.closingError}
          now={editor.now}
          onChange={(closing) => change({ ...form, closing })}
        />
      </div>
      <div className="editor-rule-wide">
        <Switch
          label="Voters may change their vote until the poll closes"
          isOn={form.changes === 'until-close'}
          onChange={(isOn) => change({ ...form, changes: isOn ? 'until-close' : 'none' })}
        />
      </div>
    </div>
  );
}

function ChoiceFields({ editor }: { readonly editor: Editor }) {
  const { form, errors, change } = editor;
  const bound = (name: 'min' | 'max', label: string) => (
    <label className="editor-bound">
      {label}
      <input
        className="input"
        type="number"
        min={1}
        max={form.options.length}
        aria-invalid={errors?.choices === undefined ? undefined : true}
        value={Number.isNaN(form[name]) ? '' : form[name]}
        onChange={(event) => change({ ...form, [name]: event.target.valueAsNumber })}
      />
    </label>
  );
  return (
    <div className="editor-rule-wide">
      <span className="field-label">Each voter chooses</span>
      <div className="editor-choices">
        <Segments
          label="Each voter chooses"
          value={form.type}
          choices={[
            { value: 'single', label: 'One option' },
            { value: 'multiple', label: 'Several options' },
          ]}
          onChange={(type) => change({ ...form, type })}
        />
        {form.type === 'multiple' && (
          <>
            {bound('min', 'at least')}
            {bound('max', 'at most')}
          </>
        )}
      </div>
      {errors?.choices !== undefined && <p className="field-note field-error">{errors.choices}</p>}
    </div>
  );
}
