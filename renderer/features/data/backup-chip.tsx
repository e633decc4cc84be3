import { Popover } from 'radix-ui';
import { useShared } from '../../state/use-stores.ts';
import { BackupLine } from './backup-line.tsx';

/** In the title bar while a backup is written; work goes on meanwhile. */
export function BackupChip() {
  const job = useShared('data', (state) => state.backup);
  if (job === null) return null;
  return (
    <Popover.Root>
      <Popover.Trigger className="title-chip">
        <span className="spinner" aria-hidden="true" />
        <span className="job-chip-text">Backup {Math.round(job.share * 100)} %</span>
      </Popover.Trigger>
      <Popover.Portal>
        <Popover.Content className="popover" sideOffset={6} collisionPadding={8} align="end" aria-label="Backup under way">
          <BackupLine job={job} />
        </Popover.Content>
      </Popover.Portal>
    </Popover.Root>
  );
}
