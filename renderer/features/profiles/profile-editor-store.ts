import { createStore } from 'zustand/vanilla';
import type { ProfileTest } from '../../../core/contract/bridge.ts';
import { messageOf } from '../../../core/domain/failure.ts';
import type { ProfilesStore } from '../../state/profiles-store.ts';
import { countOf } from '../../model/format.ts';
import { checkForm } from './profile-errors.ts';
import type { ProfileForm } from './profile-form.ts';
import { duplicateForm, emptyForm } from './profile-form.ts';
import { hasNewSecrets } from './profile-secrets.ts';

/** A test of the form as it then stood. */
export type TestRun = { readonly form: ProfileForm } & (
  | { readonly phase: 'running' }
  | { readonly phase: 'done'; readonly parts: ProfileTest['parts'] }
  | { readonly phase: 'failed'; readonly message: string }
);

export interface Notice {
  readonly tone: 'open' | 'draft' | 'failed';
  readonly title: string;
  readonly text?: string;
  readonly undo?: () => void;
}

export interface ProfileEditorState {
  /** Forms that were begun, by profile id: leaving the dialog loses nothing. */
  readonly forms: ReadonlyMap<string, ProfileForm>;
  /** Null: the profile in use. */
  readonly selectedId: string | null;
  /** Profiles whose saving or testing was tried: nobody is scolded before. */
  readonly tried: ReadonlySet<string>;
  readonly tests: ReadonlyMap<string, TestRun>;
  readonly busy: 'save' | 'remove' | 'export' | 'import' | null;
  /** The person agrees to secrets in a plain file. */
  readonly mayStorePlain: boolean;
  readonly isConsentMissed: boolean;
  readonly notice: Notice | null;
  select(id: string): void;
  begin(): void;
  change(form: ProfileForm): void;
  duplicate(form: ProfileForm): void;
  discard(id: string): void;
  agree(mayStorePlain: boolean): void;
  /** False where something has to be mended first. */
  save(form: ProfileForm): Promise<boolean>;
  test(form: ProfileForm): Promise<boolean>;
  /** Also while it runs: what it finds is then not shown. */
  forgetTest(id: string): void;
  remove(id: string): Promise<void>;
  exportTo(save: (text: string) => void): Promise<void>;
  importFrom(read: () => Promise<string>): Promise<void>;
}

export type ProfileEditorStore = ReturnType<typeof createProfileEditorStore>;

/** Profiles while they are being written. Secrets stay in memory, and only until they are saved or discarded. */
export function createProfileEditorStore(profiles: ProfilesStore, newId: () => string) {
  return createStore<ProfileEditorState>()((set, get) => {
    const show = (id: string, more: Partial<ProfileEditorState> = {}) =>
      set({ selectedId: id, notice: null, isConsentMissed: false, ...more });

    function put(form: ProfileForm): ReadonlyMap<string, ProfileForm> {
      return new Map(get().forms).set(form.id, form);
    }

    function without(id: string): Pick<ProfileEditorState, 'forms' | 'tried'> {
      const forms = new Map(get().forms);
      const tried = new Set(get().tried);
      forms.delete(id);
      tried.delete(id);
      return { forms, tried };
    }

    /** Runs one thing at a time; what goes wrong is said in the dialog. */
    async function work(busy: NonNullable<ProfileEditorState['busy']>, title: string, run: () => Promise<void>): Promise<void> {
      if (get().busy !== null) return;
      set({ busy, notice: null });
      try {
        await run();
      } catch (error) {
        set({ notice: { tone: 'failed', title, text: messageOf(error) } });
      } finally {
        set({ busy: null });
      }
    }

    function begin(form: ProfileForm, notice: Notice | null = null): void {
      show(form.id, { forms: put(form), notice });
    }

    return {
      forms: new Map(),
      selectedId: null,
      tried: new Set(),
      tests: new Map(),
      busy: null,
      mayStorePlain: false,
      isConsentMissed: false,
      notice: null,
      select: (id) => show(id),
      begin: () => begin(emptyForm(newId(), 'cluster')),
      change: (form) => set({ forms: put(form), notice: null }),
      duplicate: (form) => begin(duplicateForm(form, newId()), duplicateNotice),
      discard(id) {
        const form = get().forms.get(id);
        const undo = form === undefined ? undefined : () => begin(form);
        set({ ...without(id), notice: { tone: 'draft', title: 'What you wrote is discarded.', ...(undo && { undo }) } });
      },
      agree: (mayStorePlain) => set({ mayStorePlain, isConsentMissed: false }),
      async save(form) {
        const checked = checkForm(form);
        const isPlain = profiles.getState().list?.secretStore === 'file' && hasNewSecrets(form);
        const isConsentMissed = isPlain && !get().mayStorePlain;
        set({ tried: new Set(get().tried).add(form.id), isConsentMissed });
        const { input } = checked;
        if (input === null || isConsentMissed) return false;
        await work('save', 'The profile was not saved.', async () => {
          await profiles.getState().save(input, isPlain);
          show(form.id, { ...without(form.id), notice: { tone: 'open', title: 'Saved.' } });
        });
        return get().notice?.tone === 'open';
      },
      async test(form) {
        const { input } = checkForm(form);
        set({ tried: new Set(get().tried).add(form.id), notice: null });
        if (input === null) return false;
        const running: TestRun = { form, phase: 'running' };
        const note = (run: TestRun) => set({ tests: new Map(get().tests).set(form.id, run) });
        const isNewest = () => get().tests.get(form.id) === running;
        note(running);
        try {
          const { parts } = await profiles.getState().test(input);
          if (isNewest()) note({ form, phase: 'done', parts });
        } catch (error) {
          if (isNewest()) note({ form, phase: 'failed', message: messageOf(error) });
        }
        return true;
      },
      forgetTest(id) {
        const tests = new Map(get().tests);
        tests.delete(id);
        set({ tests });
      },
      remove: (id) =>
        work('remove', 'The profile was not removed.', async () => {
          await profiles.getState().remove(id);
          set({ ...without(id), selectedId: null, notice: { tone: 'draft', title: 'The profile is removed.' } });
        }),
      exportTo: (save) =>
        work('export', 'The profiles were not exported.', async () => {
          save(await profiles.getState().exportText());
          set({ notice: { tone: 'open', title: 'Exported to kpoll-profiles.json.', text: 'Passwords and tokens are not in it.' } });
        }),
      importFrom: (read) =>
        work('import', 'Nothing was imported.', async () => {
          const count = await profiles.getState().importText(await read());
          const title = `${countOf(count, 'profile')} imported.`;
          set({ notice: { tone: 'open', title, text: 'Passwords and tokens do not come with them: enter those before you connect.' } });
        }),
    };
  });
}

const duplicateNotice: Notice = { tone: 'draft', title: 'A copy, not saved yet.', text: 'Passwords and tokens are not copied.' };
