import type { ProfileInput } from '../../../core/contract/bridge.ts';
import type { SecretName } from '../../../core/domain/profile.ts';
import { secretNames } from '../../../core/domain/profile.ts';
import type { ProfileForm, SecretField } from './profile-form.ts';

/** The secrets that the form shows; those it does not show have no use any more. */
export function secretsShown(form: ProfileForm): readonly SecretName[] {
  switch (form.kind) {
    case 'this-computer':
      return [];
    case 'kpoll-server':
      return ['serverToken'];
    case 'cluster':
      return form.sasl === 'none' ? ['cassandraPassword', 'authorToken'] : ['kafkaPassword', 'cassandraPassword', 'authorToken'];
  }
}

/** New ones as text, null for those to be removed; the rest is left out and stays as it is. */
export function secretsOf(form: ProfileForm): ProfileInput['secrets'] {
  const shown = secretsShown(form);
  const given: Partial<Record<SecretName, string | null>> = {};
  for (const name of secretNames) {
    const { isStored, intent, value } = form.secrets[name];
    if (!shown.includes(name)) {
      if (isStored) given[name] = null;
    } else if (intent === 'remove') given[name] = null;
    else if (intent === 'change' && value !== '') given[name] = value;
  }
  return given;
}

/** Whether saving would write a secret down. */
export function hasNewSecrets(form: ProfileForm): boolean {
  return Object.values(secretsOf(form)).some((secret) => typeof secret === 'string');
}

export function withSecret(form: ProfileForm, name: SecretName, field: Partial<SecretField>): ProfileForm {
  return { ...form, secrets: { ...form.secrets, [name]: { ...form.secrets[name], ...field } } };
}
