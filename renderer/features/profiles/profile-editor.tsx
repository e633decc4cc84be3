import type { SyntheticEvent } from 'react';
import { useRef, useState } from 'react';
import type { ProfileKind } from '../../../core/domain/profile.ts';
import { useShared } from '../../state/use-stores.ts';
import { Banner } from '../../ui/banner.tsx';
import { Button } from '../../ui/button.tsx';
import { Segments } from '../../ui/segments.tsx';
import { ConsentNotice } from './consent-notice.tsx';
import { ProfileActions } from './profile-actions.tsx';
import type { ProfileEditorState } from './profile-editor-store.ts';
import { checkForm } from './profile-errors.ts';
import { TextField } from './profile-fields.tsx';
import { ProfileFormParts } from './profile-form-parts.tsx';
import type { ProfileItem } from './profile-items.ts';
import { nameOf } from './profile-items.ts';
import type { Question } from './profile-question.tsx';
import { ProfileQuestion } from './profile-question.tsx';
import { hasNewSecrets } from './profile-secrets.ts';
import { kindWords } from './profile-words.ts';
import { TestResult } from './test-result.tsx';

const newKinds: readonly { readonly value: ProfileKind; readonly label: string }[] = [
  { value: 'cluster', label: kindWords.cluster },
  { value: 'kpoll-server', label: kindWords['kpoll-server'] },
];

interface ProfileEditorProps {
  readonly item: ProfileItem;
  readonly editor: ProfileEditorState;
  /** What else would be lost where saving makes the window begin anew. */
  readonly lost: readonly string[];
}

/** One profile: its fields, what a test of it found, and what can be done with it. */
export function ProfileEditor({ item, editor, lost }: ProfileEditorProps) {
  const { form, isStored } = item;
  const element = useRef<HTMLFormElement>(null);
  const [asking, setAsking] = useState<Question>(null);
  const isPlain = useShared('profiles', (state) => state.list?.secretStore === 'file');
  const checked = editor.tried.has(form.id) ? checkForm(form) : null;
  const run = editor.tests.get(form.id);
  const part = { form, errors: checked?.errors ?? {}, onChange: editor.change };

  const showFirstError = (isValid: boolean) => {
    if (!isValid) requestAnimationFrame(() => element.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus());
  };
  const save = () => void editor.save(form).then(showFirstError);
  const submit = (event: SyntheticEvent) => {
    event.preventDefault();
    if (item.isActive && lost.length > 0) setAsking('save');
    else save();
  };

  return (
    <form ref={element} className="profile-form" noValidate aria-label={nameOf(form)} onSubmit={submit}>
      <NoticeBanner editor={editor} />
      <div className="profile-scroll">
        {form.kind !== 'this-computer' && (
          <div className="profile-grid">
            <div className={isStored ? 'profile-wide' : undefined}>
              <TextField {...part} name="name" label="Name of the profile" />
            </div>
            {!isStored && (
              <div>
                <span className="field-label">Kind</span>
                <Segments label="Kind" value={form.kind} choices={newKinds} onChange={(kind) => editor.change({ ...form, kind })} />
              </div>
            )}
          </div>
        )}
        <ProfileFormParts {...part} />
        {isPlain && hasNewSecrets(form) && <ConsentNotice editor={editor} />}
      </div>
      {run !== undefined && <TestResult run={run} form={form} onClose={() => editor.forgetTest(form.id)} />}
      {asking === null ? (
        <ProfileActions
          item={item}
          editor={editor}
          onRemove={() => setAsking('remove')}
          onTest={() => void editor.test(form).then(showFirstError)}
          onInvalid={() => showFirstError(false)}
        />
      ) : (
        <ProfileQuestion asking={asking} item={item} editor={editor} lost={lost} onSave={save} onAnswered={() => setAsking(null)} />
      )}
    </form>
  );
}

function NoticeBanner({ editor: { notice } }: { readonly editor: ProfileEditorState }) {
  if (notice === null) return null;
  const { tone, title, text, undo } = notice;
  return (
    <div className="profile-notice">
      <Banner tone={tone} title={title} action={undo && <Button onClick={undo}>Undo</Button>}>
        {text}
      </Banner>
    </div>
  );
}
