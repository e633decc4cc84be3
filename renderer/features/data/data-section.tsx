import { useEffect } from 'react';
import { formatDateTime, formatBytes, localTimeZone } from '../../model/format.ts';
import { useShared } from '../../state/use-stores.ts';
import { Button } from '../../ui/button.tsx';
import { BackupLine } from './backup-line.tsx';
import './data.css';

/** Where everything lies, and what can be done with it. Nothing where it belongs to another computer. */
export function DataSection() {
  const isRefused = useShared('notices', (state) => state.isRefused);
  const info = useShared('data', (state) => state.info);
  const load = useShared('data', (state) => state.load);
  const show = useShared('data', (state) => state.show);
  const backup = useShared('data', (state) => state.backup);
  const open = useShared('navigation', (state) => state.open);
  useEffect(() => {
    if (!isRefused) void load();
  }, [isRefused, load]);
  if (isRefused || info === null) return null;
  const free = info.freeBytes === null ? '' : `, ${formatBytes(info.freeBytes)} free on its disk`;
  return (
    <section className="data-section" aria-label="Data of this computer">
      <h3 className="data-title">Data of this computer</h3>
      <p className="data-path">{info.folder}</p>
      <p className="data-figures">
        {formatBytes(info.sizeBytes)}
        {free}. Format {info.format}.
        <br />
        {info.lastBackup === null
          ? 'No backup was made from here yet.'
          : `Last backup: ${formatDateTime(info.lastBackup.at, localTimeZone())}.`}
      </p>
      {backup === null ? (
        <BackUpButtons canShow={info.abilities.show} canMove={info.abilities.move} show={show} open={open} />
      ) : (
        <BackupLine job={backup} />
      )}
      <p className="data-note">A backup holds polls, votes and the keys of the server. Keep the file where only you can read it.</p>
    </section>
  );
}

interface ButtonsProps {
  readonly canShow: boolean;
  readonly canMove: boolean;
  readonly show: () => void;
  readonly open: (dialog: { readonly kind: 'restore' | 'move-data' }) => void;
}

function BackUpButtons({ canShow, canMove, show, open }: ButtonsProps) {
  const backUp = useShared('data', (state) => state.backUp);
  return (
    <div className="data-buttons">
      <Button icon="download" onClick={() => void backUp()}>
        Back up…
      </Button>
      <Button icon="upload" onClick={() => open({ kind: 'restore' })}>
        Restore…
      </Button>
      {canShow && <Button onClick={show}>Show folder</Button>}
      {canMove && <Button onClick={() => open({ kind: 'move-data' })}>Move…</Button>}
    </div>
  );
}
