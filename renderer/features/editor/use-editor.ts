import { useMemo, useState } from 'react';
import { useStore } from 'zustand';
import { messageOf } from '../../../core/domain/failure.ts';
import { closingError } from '../../model/closing-form.ts';
import { localTimeZone } from '../../model/format.ts';
import type { PollView } from '../../model/view-types.ts';
import { useShared, useStores } from '../../state/use-stores.ts';
import type { DraftForm, FormErrors } from './draft-form.ts';
import { draftOf, validateForm } from './draft-form.ts';
import type { EditorStore } from './editor-store.ts';
import { storedForm } from './editor-store.ts';

export interface Editor {
  readonly form: DraftForm;
  /** Only once saving was tried: nobody is scolded while writing. */
  readonly errors: FormErrors | undefined;
  /** As `errors`. */
  readonly closingError: string | undefined;
  readonly now: () => number;
  readonly isSaving: boolean;
  /** Why the server refused, or null. */
  readonly failure: string | null;
  readonly hasChanges: boolean;
  change(form: DraftForm): void;
  /** False where something has to be mended first. */
  save(): Promise<boolean>;
  leave(): void;
}

export function useEditor(store: EditorStore, poll: PollView | undefined): Editor {
  const key = poll?.id ?? '';
  const stored = useMemo(() => storedForm(poll, localTimeZone()), [poll]);
  const begun = useStore(store, (state) => state.forms.get(key));
  const go = useShared('navigation', (state) => state.go);
  const add = useShared('toasts', (state) => state.add);
  const savePoll = useShared('actions', (state) => state.save);
  const [wasTried, setTried] = useState(false);
  const [isSaving, setSaving] = useState(false);
  const [failure, setFailure] = useState<string | null>(null);
  const { clock } = useStores();
  const form = begun ?? stored;
  const closingFault = () => closingError(form.closing, form.timeZone, clock());
  const { change, discard } = store.getState();

  async function save(): Promise<boolean> {
    setTried(true);
    setFailure(null);
    if (validateForm(form) !== undefined || closingFault() !== undefined) return false;
    setSaving(true);
    try {
      const saved = await savePoll(draftOf(form), poll);
      discard(key);
      go({ kind: 'live', pollId: saved.id });
    } catch (error) {
      setFailure(messageOf(error));
    } finally {
      setSaving(false);
    }
    return true;
  }

  function leave(): void {
    discard(key);
    go(poll === undefined ? { kind: 'start' } : { kind: 'live', pollId: poll.id });
    if (begun === undefined) return;
    const undo = () => {
      change(key, begun);
      go({ kind: 'editor', pollId: poll?.id ?? null });
    };
    add({ tone: 'info', text: 'What you wrote is discarded.', action: { label: 'Undo', run: undo } });
  }

  return {
    form,
    errors: wasTried ? validateForm(form) : undefined,
    closingError: wasTried ? closingFault() : undefined,
    now: clock,
    isSaving,
    failure,
    hasChanges: begun !== undefined,
    change: (next) => change(key, next),
    save,
    leave,
  };
}
