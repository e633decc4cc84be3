import { useStore } from 'zustand';
import { useShared } from '../../state/use-stores.ts';
import type { ProfileEditorStore } from './profile-editor-store.ts';
import { nameOf, profileItems } from './profile-items.ts';

/** What would be lost if the window began anew, in words. `savedId`: a profile that is being saved just then. */
export function useLosses(store: ProfileEditorStore, isWritingPoll: boolean, savedId?: string): readonly string[] {
  const list = useShared('profiles', (state) => state.list);
  const forms = useStore(store, (state) => state.forms);
  const items = list === null ? [] : profileItems(list, forms);
  const profiles = items
    .filter(({ form, hasChanges }) => hasChanges && form.id !== savedId)
    .map(({ form }) => `what you changed in the profile “${nameOf(form)}”`);
  const reports = useShared('jobs', ({ jobs }) => jobs.filter(({ state }) => state === 'running').length);
  const isDemo = useShared('demo', ({ demo }) => demo.running);
  return [
    ...(isWritingPoll ? ['the poll that you are writing'] : []),
    ...profiles,
    ...(reports === 0 ? [] : [reports === 1 ? 'the report that is being written' : `the ${reports} reports that are being written`]),
    ...(isDemo ? ['the demo that is running'] : []),
  ];
}
