import type { BackupJob } from '../../../core/contract/bridge-data.ts';
import { formatSeconds } from '../../model/format.ts';
import { useShared, useStores } from '../../state/use-stores.ts';
import { Button } from '../../ui/button.tsx';
import './data.css';

/** A backup that is being written: how far, how long yet, and the way out. */
export function BackupLine({ job }: { readonly job: BackupJob }) {
  const { clock } = useStores();
  const cancel = useShared('data', (state) => state.cancelBackup);
  const percent = Math.round(job.share * 100);
  const left = secondsLeft(job, clock());
  return (
    <div className="job">
      <div className="job-text">
        <strong>Writing the backup</strong>
        <span>
          {percent} %{left !== null && `, ${formatSeconds(left)} left`}
        </span>
      </div>
      <Button look="quiet" onClick={cancel}>
        Cancel
      </Button>
      <div className="progress" role="progressbar" aria-label="The backup" aria-valuemin={0} aria-valuemax={100} aria-valuenow={percent}>
        <span className="progress-fill" style={{ transform: `scaleX(${job.share})` }} />
      </div>
    </div>
  );
}

/** Judged by the pace so far; null until there is a pace. */
export function secondsLeft({ share, startedAt }: Pick<BackupJob, 'share' | 'startedAt'>, nowMs: number): number | null {
  const elapsed = (nowMs - startedAt) / 1000;
  return share < 0.05 || elapsed < 0.5 ? null : Math.ceil(((1 - share) * elapsed) / share);
}
