import { useEffect } from 'react';
import { localTimeZone } from '../../model/format.ts';
import { useShared } from '../../state/use-stores.ts';
import { formOfDraft } from './draft-form.ts';
import type { EditorStore } from './editor-store.ts';

/** Puts a poll that was read from a file into the editor, as a new one that is not saved yet. */
export function useOfferedDraft(store: EditorStore): void {
  const offered = useShared('openings', (state) => state.offered);
  const accept = useShared('openings', (state) => state.accept);
  const go = useShared('navigation', (state) => state.go);
  const add = useShared('toasts', (state) => state.add);
  useEffect(() => {
    if (offered === null) return;
    const { forms, change } = store.getState();
    const begun = forms.get('');
    change('', formOfDraft(offered.draft, localTimeZone()));
    accept();
    go({ kind: 'editor', pollId: null });
    if (begun === undefined) return;
    add({
      tone: 'info',
      text: `“${offered.name}” is in the editor, in place of the poll that you had begun.`,
      action: { label: 'Undo', run: () => change('', begun) },
    });
  }, [offered, accept, go, add, store]);
}
