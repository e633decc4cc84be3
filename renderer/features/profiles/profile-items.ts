import type { ProfileList } from '../../../core/contract/bridge.ts';
import type { ProfileForm } from './profile-form.ts';
import { formOf } from './profile-form.ts';

type Forms = ReadonlyMap<string, ProfileForm>;

export interface ProfileItem {
  readonly form: ProfileForm;
  /** False for one that was never saved. */
  readonly isStored: boolean;
  readonly isActive: boolean;
  /** Something was written that is not saved. */
  readonly hasChanges: boolean;
}

/** All profiles, those never saved last; each with its form: what was begun, else what is stored. */
export function profileItems(list: ProfileList, forms: Forms): readonly ProfileItem[] {
  const stored = list.profiles.map((entry): ProfileItem => {
    const saved = formOf(entry);
    const form = forms.get(saved.id) ?? saved;
    const hasChanges = form !== saved && JSON.stringify(form) !== JSON.stringify(saved);
    return { form, isStored: true, isActive: saved.id === list.active, hasChanges };
  });
  const known = new Set(stored.map(({ form }) => form.id));
  const fresh = [...forms.values()].filter(({ id }) => !known.has(id));
  return [...stored, ...fresh.map((form) => ({ form, isStored: false, isActive: false, hasChanges: true }))];
}

/** The one chosen while it is there, else the one in use. */
export function itemOnScreen(items: readonly ProfileItem[], selectedId: string | null): ProfileItem | undefined {
  return items.find(({ form }) => form.id === selectedId) ?? items.find(({ isActive }) => isActive) ?? items[0];
}

export function nameOf(form: ProfileForm): string {
  return form.name.trim() === '' ? 'New profile' : form.name;
}
