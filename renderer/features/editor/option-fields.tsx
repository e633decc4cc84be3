import type { KeyboardEvent } from 'react';
import { useEffect, useRef } from 'react';
import { limits } from '../../../core/domain/poll.ts';
import { Button, IconButton } from '../../ui/button.tsx';
import type { OptionField } from './draft-form.ts';
import { addOption, moveOption, pasteOptions, relabelOption, removeOption } from './draft-form.ts';
import type { Editor } from './use-editor.ts';

export function OptionFields({ editor }: { readonly editor: Editor }) {
  const { form, errors, change } = editor;
  const list = useRef<HTMLOListElement>(null);
  const focusNext = useFocusAfterChange(list, form.options);
  const isFull = form.options.length >= limits.options;

  const addAfter = (index: number) => {
    if (isFull) return;
    focusNext(index + 1);
    change(addOption(form, index));
  };
  const remove = (index: number, key: number) => {
    if (form.options.length <= 2) return;
    focusNext(Math.max(0, index - 1));
    change(removeOption(form, key));
  };
  const move = (index: number, key: number, by: -1 | 1) => {
    focusNext(Math.min(form.options.length - 1, Math.max(0, index + by)));
    change(moveOption(form, key, by));
  };

  return (
    <fieldset className="editor-options">
      <legend className="field-label">Options</legend>
      <ol ref={list} className="option-fields">
        {form.options.map((option, index) => (
          <OptionLine
            key={option.key}
            option={option}
            index={index}
            count={form.options.length}
            error={errors?.options.get(option.key)}
            onLabel={(label) => change(relabelOption(form, option.key, label))}
            onPaste={(text) => change(pasteOptions(form, option.key, text))}
            onAdd={() => addAfter(index)}
            onRemove={() => remove(index, option.key)}
            onMove={(by) => move(index, option.key, by)}
          />
        ))}
      </ol>
      <div className="editor-options-foot">
        <Button look="quiet" icon="plus" disabled={isFull} onClick={() => addAfter(form.options.length - 1)}>
          Add option
        </Button>
        <span className={errors?.optionList === undefined ? 'field-note' : 'field-note field-error'}>
          {errors?.optionList ?? 'Enter adds one, Alt ↑ ↓ moves it. Paste a list to add many.'}
        </span>
      </div>
    </fieldset>
  );
}

/** Remembers which field shall have the focus once the options have changed. */
function useFocusAfterChange(list: { readonly current: HTMLElement | null }, options: readonly OptionField[]): (index: number) => void {
  const wanted = useRef<number | null>(null);
  useEffect(() => {
    if (wanted.current === null) return;
    list.current?.querySelectorAll('input')[wanted.current]?.focus();
    wanted.current = null;
  }, [list, options]);
  return (index) => {
    wanted.current = index;
  };
}

interface OptionLineProps {
  readonly option: OptionField;
  readonly index: number;
  readonly count: number;
  readonly error: string | undefined;
  readonly onLabel: (label: string) => void;
  readonly onPaste: (text: string) => void;
  readonly onAdd: () => void;
  readonly onRemove: () => void;
  readonly onMove: (by: -1 | 1) => void;
}

function OptionLine({ option, index, count, error, onLabel, onPaste, onAdd, onRemove, onMove }: OptionLineProps) {
  const name = `Option ${index + 1}`;
  const errorId = `option-error-${option.key}`;

  const onKeyDown = (event: KeyboardEvent<HTMLInputElement>) => {
    const isComposing = event.nativeEvent.isComposing;
    if (event.key === 'Enter' && !isComposing && !event.ctrlKey && !event.metaKey) onAdd();
    else if (event.key === 'Backspace' && option.label === '' && count > 2) onRemove();
    else if (event.altKey && event.key === 'ArrowUp') onMove(-1);
    else if (event.altKey && event.key === 'ArrowDown') onMove(1);
    else return;
    event.preventDefault();
  };

  return (
    <li className="option-field">
      <span className="option-field-chip" style={{ background: `var(--option-${(index % 8) + 1})` }} aria-hidden="true" />
      <input
        className="input"
        dir="auto"
        aria-label={name}
        aria-invalid={error === undefined ? undefined : true}
        aria-describedby={error === undefined ? undefined : errorId}
        placeholder={name}
        value={option.label}
        onChange={(event) => onLabel(event.target.value)}
        onKeyDown={onKeyDown}
        onPaste={(event) => {
          const text = event.clipboardData.getData('text');
          if (!/[\r\n]/.test(text.trim())) return;
          event.preventDefault();
          onPaste(text);
        }}
      />
      <span className="option-field-tools">
        <IconButton icon="up" label={`Move option ${index + 1} up`} disabled={index === 0} onClick={() => onMove(-1)} />
        <IconButton icon="down" label={`Move option ${index + 1} down`} disabled={index === count - 1} onClick={() => onMove(1)} />
        <IconButton icon="close" label={`Remove option ${index + 1}`} disabled={count <= 2} onClick={onRemove} />
      </span>
      {error !== undefined && (
        <p id={errorId} className="field-note field-error option-field-error">
          {error}
        </p>
      )}
    </li>
  );
}
