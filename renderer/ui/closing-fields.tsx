import type { ClosingForm } from '../model/closing-form.ts';
import { withKind } from '../model/closing-form.ts';
import { Segments } from './segments.tsx';
import './closing-fields.css';

interface ClosingFieldsProps {
  readonly form: ClosingForm;
  readonly timeZone: string;
  readonly error: string | undefined;
  readonly now: () => number;
  readonly onChange: (form: ClosingForm) => void;
}

const choices: readonly { readonly value: ClosingForm['kind']; readonly label: string }[] = [
  { value: 'never', label: 'Never' },
  { value: 'after', label: 'After opening' },
  { value: 'at', label: 'At a time' },
];

/** When a poll closes by itself. */
export function ClosingFields({ form, timeZone, error, now, onChange }: ClosingFieldsProps) {
  const pick = (kind: ClosingForm['kind']) => onChange(withKind(form, kind, { timeZone, now: now() }));
  const invalid = error === undefined ? undefined : true;
  return (
    <div>
      <span className="field-label">Close automatically</span>
      <div className="closing-fields">
        <Segments label="Close automatically" value={form.kind} choices={choices} onChange={pick} />
        {form.kind === 'after' && (
          <label className="closing-field">
            <input
              className="input closing-minutes"
              type="number"
              min={1}
              aria-invalid={invalid}
              value={Number.isNaN(form.minutes) ? '' : form.minutes}
              onChange={(event) => onChange({ ...form, minutes: event.target.valueAsNumber })}
            />
            minutes
          </label>
        )}
        {form.kind === 'at' && (
          <label className="closing-field">
            <input
              className="input closing-wall"
              type="datetime-local"
              aria-label="Closing time"
              aria-invalid={invalid}
              value={form.wall}
              onChange={(event) => onChange({ ...form, wall: event.target.value })}
            />
            {timeZone.replace(/_/g, ' ')}
          </label>
        )}
      </div>
      {error !== undefined && <p className="field-note field-error">{error}</p>}
    </div>
  );
}
