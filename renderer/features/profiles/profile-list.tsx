import { useRef } from 'react';
import { Button } from '../../ui/button.tsx';
import { Icon } from '../../ui/icon.tsx';
import { saveBlob } from '../../ui/save-file.ts';
import type { ProfileEditorState } from './profile-editor-store.ts';
import type { ProfileItem } from './profile-items.ts';
import { nameOf } from './profile-items.ts';
import { kindIcons, kindWords } from './profile-words.ts';

interface ProfileListProps {
  readonly items: readonly ProfileItem[];
  readonly selectedId: string | undefined;
  readonly editor: ProfileEditorState;
}

const save = (text: string) => saveBlob(new Blob([text], { type: 'application/json' }), 'kpoll-profiles.json');

/** All profiles, and how to get more of them. */
export function ProfileList({ items, selectedId, editor }: ProfileListProps) {
  const hasSome = items.some(({ form, isStored }) => isStored && form.kind !== 'this-computer');
  return (
    <nav className="profile-list" aria-label="Profiles">
      <ul className="profile-items">
        {items.map((item) => (
          <li key={item.form.id}>
            <ProfileRow item={item} isSelected={item.form.id === selectedId} onSelect={() => editor.select(item.form.id)} />
          </li>
        ))}
      </ul>
      <div className="profile-list-foot">
        <Button icon="plus" onClick={editor.begin}>
          New profile
        </Button>
        <div className="profile-list-files">
          <ImportButton editor={editor} />
          {hasSome && (
            <Button look="quiet" icon="download" isBusy={editor.busy === 'export'} onClick={() => void editor.exportTo(save)}>
              Export…
            </Button>
          )}
        </div>
      </div>
    </nav>
  );
}

function ProfileRow({
  item,
  isSelected,
  onSelect,
}: {
  readonly item: ProfileItem;
  readonly isSelected: boolean;
  readonly onSelect: () => void;
}) {
  const { form, isActive, hasChanges } = item;
  return (
    <button type="button" className="profile-row" aria-current={isSelected || undefined} onClick={onSelect}>
      <Icon name={kindIcons[form.kind]} />
      <span className="menu-text">
        <span className="menu-name" dir="auto">
          {nameOf(form)}
        </span>
        <span className="menu-note">{noteOf(item)}</span>
      </span>
      {isActive && <Icon name="check" />}
      {hasChanges && <span className="profile-dot" />}
    </button>
  );
}

function noteOf({ form, isActive, hasChanges }: ProfileItem): string {
  if (hasChanges) return 'Not saved';
  if (isActive) return 'In use';
  return form.kind === 'this-computer' ? 'Votes are kept here' : kindWords[form.kind];
}

function ImportButton({ editor }: { readonly editor: ProfileEditorState }) {
  const input = useRef<HTMLInputElement>(null);
  const read = (file: File | undefined) => {
    if (file !== undefined) void editor.importFrom(() => file.text());
  };
  return (
    <>
      <Button look="quiet" icon="upload" isBusy={editor.busy === 'import'} onClick={() => input.current?.click()}>
        Import…
      </Button>
      <input
        ref={input}
        type="file"
        hidden
        aria-label="File of profiles"
        accept="application/json,.json"
        onChange={(event) => {
          read(event.target.files?.[0]);
          // The same file may be chosen again.
          event.target.value = '';
        }}
      />
    </>
  );
}
