import type { SyntheticEvent } from 'react';
import { useEffect, useRef } from 'react';
import { usePoll } from '../../state/use-stores.ts';
import { Banner } from '../../ui/banner.tsx';
import { Button } from '../../ui/button.tsx';
import { Field } from '../../ui/field.tsx';
import type { EditorStore } from './editor-store.ts';
import { OptionFields } from './option-fields.tsx';
import { RuleFields } from './rule-fields.tsx';
import type { Editor } from './use-editor.ts';
import { useEditor } from './use-editor.ts';
import './editor-view.css';

interface EditorViewProps {
  readonly store: EditorStore;
  /** Null makes a new poll. */
  readonly pollId: string | null;
}

export function EditorView({ store, pollId }: EditorViewProps) {
  const poll = usePoll(pollId);
  const editor = useEditor(store, poll);
  const formElement = useRef<HTMLFormElement>(null);

  const submit = async (event: SyntheticEvent) => {
    event.preventDefault();
    const isValid = await editor.save();
    if (!isValid) requestAnimationFrame(() => formElement.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus());
  };

  return (
    <form
      ref={formElement}
      className="editor"
      noValidate
      onSubmit={(event) => void submit(event)}
      aria-label={poll === undefined ? 'New poll' : 'Edit poll'}
    >
      <h1 className="editor-title">{poll === undefined ? 'New poll' : 'Edit poll'}</h1>
      {editor.failure !== null && (
        <Banner tone="failed" title="The poll was not saved.">
          {editor.failure}
        </Banner>
      )}
      <QuestionField editor={editor} />
      <OptionFields editor={editor} />
      <RuleFields editor={editor} />
      <div className="editor-foot">
        <p className="editor-note">A poll can be changed until it opens. After that its text stands.</p>
        <Button look="quiet" onClick={editor.leave}>
          {editor.hasChanges ? 'Discard' : 'Cancel'}
        </Button>
        <Button look="primary" type="submit" isBusy={editor.isSaving}>
          {poll === undefined ? 'Create poll' : 'Save poll'}
        </Button>
      </div>
    </form>
  );
}

function QuestionField({ editor }: { readonly editor: Editor }) {
  const area = useRef<HTMLTextAreaElement>(null);
  const { form } = editor;
  useEffect(() => area.current?.focus(), []);
  useEffect(() => fitHeight(area.current), [form.question]);
  return (
    <Field label="Question" error={editor.errors?.question}>
      {(ids) => (
        <textarea
          {...ids}
          ref={area}
          className="input editor-question"
          dir="auto"
          rows={1}
          placeholder="What do you want to know?"
          value={form.question}
          onChange={(event) => editor.change({ ...form, question: event.target.value.replace(/\n/g, ' ') })}
        />
      )}
    </Field>
  );
}

/** The field is as high as its text. */
function fitHeight(area: HTMLTextAreaElement | null): void {
  if (area === null) return;
  area.style.height = 'auto';
  area.style.height = `${area.scrollHeight + 2}px`;
}
