import type { ReactNode } from 'react';
import { useId } from 'react';
import type { SecretName } from '../../../core/domain/profile.ts';
import { Button } from '../../ui/button.tsx';
import { Field } from '../../ui/field.tsx';
import { Icon } from '../../ui/icon.tsx';
import { Switch } from '../../ui/switch.tsx';
import type { FieldErrors, FieldName } from './profile-errors.ts';
import type { ProfileForm } from './profile-form.ts';
import { withSecret } from './profile-secrets.ts';

export interface FormPartProps {
  readonly form: ProfileForm;
  readonly errors: FieldErrors;
  readonly onChange: (form: ProfileForm) => void;
}

interface TextProps extends FormPartProps {
  readonly name: FieldName;
  readonly label: string;
  readonly hint?: string;
  readonly placeholder?: string;
  /** More than one: a field for several lines. */
  readonly lines?: number;
}

export function TextField({ form, errors, onChange, name, label, hint, placeholder, lines = 1 }: TextProps) {
  return (
    <Field label={label} hint={hint} error={errors[name]}>
      {(ids) => {
        const control = {
          ...ids,
          className: 'input',
          value: form[name],
          placeholder,
          spellCheck: false,
          autoComplete: 'off',
          onChange: (event: { readonly target: { readonly value: string } }) => onChange({ ...form, [name]: event.target.value }),
        };
        return lines > 1 ? <textarea {...control} rows={lines} /> : <input {...control} type="text" />;
      }}
    </Field>
  );
}

/** Part of the form with its own heading. */
export function FormPart({ title, note, children }: { readonly title: string; readonly note?: string; readonly children: ReactNode }) {
  const id = useId();
  return (
    <section className="profile-part" aria-labelledby={id}>
      <h3 id={id} className="profile-part-title">
        {title}
      </h3>
      {note !== undefined && <p className="profile-part-note">{note}</p>}
      <div className="profile-grid">{children}</div>
    </section>
  );
}

/** A switch, and what it needs once it is on. */
export function TlsFields({ of, ...part }: FormPartProps & { readonly of: 'kafka' | 'cassandra' }) {
  const { form, onChange } = part;
  return (
    <>
      <div className="profile-wide">
        <Switch label="Encrypted (TLS)" isOn={form[`${of}Tls`]} onChange={(isOn) => onChange({ ...form, [`${of}Tls`]: isOn })} />
      </div>
      {form[`${of}Tls`] && (
        <>
          <TextField {...part} name={`${of}CaFile`} label="CA file" hint="Path of a PEM file. Empty: authorities the system trusts." />
          <TextField {...part} name={`${of}ServerName`} label="Server name" hint="Only where the certificate names another host." />
        </>
      )}
    </>
  );
}

interface SecretProps {
  readonly form: ProfileForm;
  readonly onChange: (form: ProfileForm) => void;
  readonly name: SecretName;
  readonly label: string;
}

/** What is stored is never shown: it is kept, changed or removed. */
export function SecretInput({ form, onChange, name, label }: SecretProps) {
  const field = form.secrets[name];
  const set = (more: Partial<typeof field>) => onChange(withSecret(form, name, more));
  if (field.isStored && field.intent !== 'change') {
    const isKept = field.intent === 'keep';
    return (
      <StoredSecret label={label} text={isKept ? 'Stored' : 'Will be removed on saving'} isKept={isKept}>
        {isKept && (
          <Button look="quiet" aria-label={`Change ${label}`} onClick={() => set({ intent: 'change' })}>
            Change
          </Button>
        )}
        <Button
          look="quiet"
          aria-label={isKept ? `Remove ${label}` : `Keep ${label}`}
          onClick={() => set({ intent: isKept ? 'remove' : 'keep' })}
        >
          {isKept ? 'Remove' : 'Keep'}
        </Button>
      </StoredSecret>
    );
  }
  return (
    <Field label={label} hint={field.isStored ? 'The stored one stays until you save a new one.' : undefined}>
      {(ids) => (
        <span className="secret-change">
          <input
            {...ids}
            className="input"
            type="password"
            autoComplete="new-password"
            autoFocus={field.isStored}
            value={field.value}
            onChange={({ target: { value } }) => set({ intent: value === '' && !field.isStored ? 'keep' : 'change', value })}
          />
          {field.isStored && (
            <Button look="quiet" aria-label={`Keep the stored ${label}`} onClick={() => set({ intent: 'keep', value: '' })}>
              Keep
            </Button>
          )}
        </span>
      )}
    </Field>
  );
}

interface StoredSecretProps {
  readonly label: string;
  readonly text: string;
  readonly isKept: boolean;
  readonly children: ReactNode;
}

function StoredSecret({ label, text, isKept, children }: StoredSecretProps) {
  const id = useId();
  return (
    <div className="field" role="group" aria-labelledby={id}>
      <span id={id} className="field-label">
        {label}
      </span>
      <div className="secret">
        <Icon name={isKept ? 'check' : 'remove'} />
        <span className="secret-text">{text}</span>
        {children}
      </div>
    </div>
  );
}
