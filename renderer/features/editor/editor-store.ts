import { createStore } from 'zustand/vanilla';
import type { PollView } from '../../model/view-types.ts';
import type { DraftForm } from './draft-form.ts';
import { emptyForm, formOf } from './draft-form.ts';

export interface EditorState {
  /** Forms that were begun, by poll id ('' for a new poll): leaving the editor loses nothing. */
  readonly forms: ReadonlyMap<string, DraftForm>;
  change(pollId: string, form: DraftForm): void;
  /** Goes back to what is stored. */
  discard(pollId: string): void;
}

export type EditorStore = ReturnType<typeof createEditorStore>;

export function createEditorStore() {
  return createStore<EditorState>()((set, get) => ({
    forms: new Map(),
    change(pollId, form) {
      set({ forms: new Map(get().forms).set(pollId, form) });
    },
    discard(pollId) {
      const forms = new Map(get().forms);
      forms.delete(pollId);
      set({ forms });
    },
  }));
}

/** What the editor starts from. */
export function storedForm(poll: PollView | undefined, timeZone: string): DraftForm {
  return poll === undefined ? emptyForm(timeZone) : formOf(poll);
}
