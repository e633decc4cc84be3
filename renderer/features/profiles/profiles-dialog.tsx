import { useEffect } from 'react';
import { useStore } from 'zustand';
import { useShared } from '../../state/use-stores.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Empty } from '../../ui/empty.tsx';
import { ProfileEditor } from './profile-editor.tsx';
import type { ProfileEditorStore } from './profile-editor-store.ts';
import { itemOnScreen, profileItems } from './profile-items.ts';
import { ProfileList } from './profile-list.tsx';
import { useLosses } from './use-losses.ts';
import './profiles.css';
import '../../ui/menu.css';

interface ProfilesDialogProps {
  readonly store: ProfileEditorStore;
  /** A poll is being written; it would be lost when the window begins anew. */
  readonly isWritingPoll: boolean;
}

/** Where polls can be run: list on the left, the chosen profile on the right. What was begun survives closing it. */
export function ProfilesDialog({ store, isWritingPoll }: ProfilesDialogProps) {
  const closeDialog = useShared('navigation', (state) => state.closeDialog);
  const load = useShared('profiles', (state) => state.load);
  useEffect(() => void load(), [load]);
  return (
    <Dialog title="Connection profiles" width="page" onClose={closeDialog}>
      <Profiles store={store} isWritingPoll={isWritingPoll} />
    </Dialog>
  );
}

function Profiles({ store, isWritingPoll }: ProfilesDialogProps) {
  const list = useShared('profiles', (state) => state.list);
  const message = useShared('profiles', (state) => state.message);
  const load = useShared('profiles', (state) => state.load);
  const editor = useStore(store);
  const lost = useLosses(store, isWritingPoll, list?.active);
  if (list === null) {
    if (message === null) return <div className="profile-loading skeleton" role="status" aria-label="Loading" />;
    return (
      <Empty title="The profiles cannot be read" action={<Button onClick={() => void load()}>Try again</Button>}>
        {message}
      </Empty>
    );
  }
  const items = profileItems(list, editor.forms);
  const item = itemOnScreen(items, editor.selectedId);
  return (
    <div className="profiles">
      <ProfileList items={items} selectedId={item?.form.id} editor={editor} />
      {item !== undefined && <ProfileEditor key={item.form.id} item={item} editor={editor} lost={lost} />}
    </div>
  );
}
