import { useShared } from '../../state/use-stores.ts';
import { Button, IconButton } from '../../ui/button.tsx';
import type { ProfileEditorState } from './profile-editor-store.ts';
import type { ProfileItem } from './profile-items.ts';

interface ProfileActionsProps {
  readonly item: ProfileItem;
  readonly editor: ProfileEditorState;
  readonly onRemove: () => void;
  readonly onTest: () => void;
  /** Saving found something to mend. */
  readonly onInvalid: () => void;
}

/** The foot of the form. Only what would do something is there. */
export function ProfileActions(props: ProfileActionsProps) {
  const { item, editor, onRemove, onTest } = props;
  const { form, isStored, isActive, hasChanges } = item;
  const isOurs = form.kind === 'this-computer';
  const isTesting = editor.tests.get(form.id)?.phase === 'running';
  return (
    <footer className="profile-actions">
      <span className="profile-tools">
        {!isOurs && <IconButton icon="duplicate" label="Duplicate profile" onClick={() => editor.duplicate(form)} />}
        {!isOurs && isStored && !isActive && <IconButton icon="remove" label="Remove profile" onClick={onRemove} />}
        {hasChanges && (
          <Button look="quiet" onClick={() => editor.discard(form.id)}>
            Discard
          </Button>
        )}
      </span>
      {!isOurs && (
        <Button isBusy={isTesting} onClick={onTest}>
          Test
        </Button>
      )}
      <SaveOrSwitch {...props} />
    </footer>
  );
}

/** Saving while something is unsaved, else switching. Saving the profile in use connects to it again. */
function SaveOrSwitch({ item: { form, isActive, hasChanges }, editor, onInvalid }: ProfileActionsProps) {
  const open = useShared('navigation', (state) => state.open);
  const switchTo = () => open({ kind: 'switch-profile', id: form.id });
  const saveAndSwitch = async () => {
    if (await editor.save(form)) switchTo();
    else onInvalid();
  };
  if (!hasChanges && isActive && form.kind === 'this-computer') return null;
  if (!hasChanges) {
    return (
      <Button look={isActive ? 'plain' : 'primary'} onClick={switchTo}>
        {isActive ? 'Connect again' : 'Switch to this profile'}
      </Button>
    );
  }
  const isSaving = editor.busy === 'save';
  return (
    <>
      {!isActive && (
        <Button isBusy={isSaving} onClick={() => void saveAndSwitch()}>
          Save and switch
        </Button>
      )}
      <Button look="primary" type="submit" isBusy={isSaving}>
        {isActive ? 'Save and connect again' : 'Save'}
      </Button>
    </>
  );
}
