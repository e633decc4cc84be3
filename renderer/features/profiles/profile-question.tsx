import { Button } from '../../ui/button.tsx';
import type { ProfileEditorState } from './profile-editor-store.ts';
import type { ProfileItem } from './profile-items.ts';
import { nameOf } from './profile-items.ts';

/** What has to be answered before it is done; null: nothing. */
export type Question = 'remove' | 'save' | null;

interface ProfileQuestionProps {
  readonly asking: NonNullable<Question>;
  readonly item: ProfileItem;
  readonly editor: ProfileEditorState;
  readonly lost: readonly string[];
  readonly onSave: () => void;
  readonly onAnswered: () => void;
}

/** In the place of the form's foot: says what is lost, and asks once. */
export function ProfileQuestion({ asking, item: { form }, editor, lost, onSave, onAnswered }: ProfileQuestionProps) {
  const isRemoving = asking === 'remove';
  const act = () => {
    onAnswered();
    if (isRemoving) void editor.remove(form.id);
    else onSave();
  };
  return (
    <footer className="profile-actions" role="alert">
      {isRemoving ? (
        <p className="profile-confirm">
          Remove “<span dir="auto">{nameOf(form)}</span>” with its stored passwords and tokens? Polls and votes on its servers stay. This
          cannot be undone.
        </p>
      ) : (
        <p className="profile-confirm">Saving connects this window again. This would be lost: {lost.join(', ')}.</p>
      )}
      <Button autoFocus onClick={onAnswered}>
        {isRemoving ? 'Keep' : 'Go on editing'}
      </Button>
      <Button look="danger" onClick={act}>
        {isRemoving ? 'Remove profile' : 'Save and lose it'}
      </Button>
    </footer>
  );
}
