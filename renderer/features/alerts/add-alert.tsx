import type { SyntheticEvent } from 'react';
import { useState } from 'react';
import type { AlertRule } from '../../../core/domain/alert.ts';
import { alertKinds } from '../../../core/domain/alert.ts';
import type { PollAlerts } from '../../state/alerts-store.ts';
import { Button } from '../../ui/button.tsx';
import { Field, Select } from '../../ui/field.tsx';
import { alertFields, alertFormOf, ruleOfForm } from './alert-form.ts';

interface AddAlertProps {
  readonly alerts: PollAlerts['alerts'];
  /** Resolves with whether it was kept. */
  readonly onAdd: (rule: AlertRule) => Promise<boolean>;
}

export function AddAlert({ alerts, onAdd }: AddAlertProps) {
  const [form, setForm] = useState(() => alertFormOf('votes', alerts));
  const [error, setError] = useState<string | undefined>(undefined);
  const submit = (event: SyntheticEvent) => {
    event.preventDefault();
    const rule = ruleOfForm(form);
    setError(typeof rule === 'string' ? rule : undefined);
    if (typeof rule !== 'string') void onAdd(rule);
  };
  const change = (next: typeof form) => {
    setForm(next);
    setError(undefined);
  };
  const number = (value: number, label: string, onValue: (value: number) => void) => (
    <input
      className="input alert-number"
      type="number"
      min={1}
      aria-label={label}
      aria-invalid={error !== undefined && !(Number.isInteger(value) && value >= 1) ? true : undefined}
      value={Number.isNaN(value) ? '' : value}
      onChange={(event) => onValue(event.target.valueAsNumber)}
    />
  );
  const field = alertFields[form.kind];
  return (
    <form className="alert-add" noValidate onSubmit={submit}>
      <Field label="Tell me when" error={error}>
        {(ids) => (
          <Select
            {...ids}
            value={form.kind}
            onChange={(event) => {
              const kind = alertKinds.find((known) => known === event.target.value);
              if (kind !== undefined) change({ ...alertFormOf(kind, alerts), of: form.of });
            }}
          >
            {alertKinds.map((kind) => (
              <option key={kind} value={kind}>
                {alertFields[kind].choice}
              </option>
            ))}
          </Select>
        )}
      </Field>
      <div className="alert-numbers">
        <span className="alert-value">
          {number(form.value, `${field.choice}, ${field.after}`, (value) => change({ ...form, value }))}
          {field.after}
        </span>
        {form.kind === 'turnout' && (
          <label className="alert-value">
            <span>People expected</span>
            {number(form.of, 'People expected', (of) => change({ ...form, of }))}
          </label>
        )}
        <Button icon="plus" type="submit">
          Add alert
        </Button>
      </div>
    </form>
  );
}
