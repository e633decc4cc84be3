import { useState } from 'react';
import { formatBytes, formatDateTime, localTimeZone } from '../../model/format.ts';
import { useShared } from '../../state/use-stores.ts';
import { Button } from '../../ui/button.tsx';
import { Field } from '../../ui/field.tsx';

/** The backups that lie here, and any other file: by the system's dialog, or by its path where there is none. */
export function ChooseBackup() {
  const info = useShared('data', (state) => state.info);
  const check = useShared('data', (state) => state.check);
  const isChecking = useShared('data', (state) => state.isChecking);
  if (info === null) return null;
  return (
    <>
      {info.backups.length > 0 && (
        <ul className="backup-list" aria-label="Backups in the data folder">
          {info.backups.map(({ file, name, sizeBytes, at }) => (
            <li key={file}>
              <button type="button" className="backup-choice" disabled={isChecking} onClick={() => void check(file)}>
                <strong>{name}</strong>
                <span>
                  {formatDateTime(at, localTimeZone())}, {formatBytes(sizeBytes)}
                </span>
              </button>
            </li>
          ))}
        </ul>
      )}
      {info.abilities.choose ? (
        <Button icon="upload" isBusy={isChecking} onClick={() => void check(null)}>
          Choose a file…
        </Button>
      ) : (
        <PathField isChecking={isChecking} onCheck={(file) => void check(file)} />
      )}
    </>
  );
}

function PathField({ isChecking, onCheck }: { readonly isChecking: boolean; readonly onCheck: (file: string) => void }) {
  const [file, setFile] = useState('');
  const submit = (event: React.SubmitEvent) => {
    event.preventDefault();
    if (file.trim() !== '') onCheck(file.trim());
  };
  return (
    <form className="backup-path" onSubmit={submit}>
      <Field label="Path of a backup on this computer">
        {(ids) => <input {...ids} className="input" value={file} maxLength={4096} onChange={(event) => setFile(event.target.value)} />}
      </Field>
      <Button type="submit" isBusy={isChecking} disabled={file.trim() === ''}>
        Check it
      </Button>
    </form>
  );
}
