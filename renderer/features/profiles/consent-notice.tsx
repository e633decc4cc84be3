import { useId } from 'react';
import { StateShape } from '../../ui/state-mark.tsx';
import type { ProfileEditorState } from './profile-editor-store.ts';

/** Where there is no keychain, nobody's password lands in a file unasked. */
export function ConsentNotice({ editor }: { readonly editor: ProfileEditorState }) {
  const id = useId();
  return (
    <div className="consent tone-paused" role="group" aria-label="Secrets in a file">
      <StateShape tone="paused" />
      <div>
        <strong>This computer has no keychain.</strong> Passwords and tokens would be kept unencrypted in a file of Kpoll’s, which others
        who use this computer might read.
        <label className="consent-choice">
          <input
            type="checkbox"
            className="check"
            checked={editor.mayStorePlain}
            aria-invalid={editor.isConsentMissed || undefined}
            aria-describedby={editor.isConsentMissed ? id : undefined}
            onChange={(event) => editor.agree(event.target.checked)}
          />
          Keep them in the file nevertheless
        </label>
        {editor.isConsentMissed && (
          <p id={id} className="field-note field-error">
            Agree to this, or leave passwords and tokens empty; then save.
          </p>
        )}
      </div>
    </div>
  );
}
