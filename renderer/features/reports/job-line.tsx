import type { ReportJob } from '../../../core/contract/bridge.ts';
import { useShared, useStores } from '../../state/use-stores.ts';
import { Button } from '../../ui/button.tsx';
import { describeProgress, shareDone } from './job-progress.ts';
import './reports.css';

/** A report that is being written: how far, how long yet, and the way out. */
export function JobLine({ job }: { readonly job: ReportJob }) {
  const { clock } = useStores();
  const cancel = useShared('jobs', (state) => state.cancel);
  const share = shareDone(job);
  return (
    <div className="job">
      <div className="job-text">
        <strong>Writing the {job.report} report</strong>
        <span>{describeProgress(job, clock())}</span>
      </div>
      <Button look="quiet" onClick={() => cancel(job.jobId)}>
        Cancel
      </Button>
      <div
        className={share === null ? 'progress progress-unknown' : 'progress'}
        role="progressbar"
        aria-label={`The ${job.report} report`}
        aria-valuemin={0}
        aria-valuemax={100}
        aria-valuenow={share === null ? undefined : Math.round(share * 100)}
      >
        <span className="progress-fill" style={{ transform: `scaleX(${share ?? 0.3})` }} />
      </div>
    </div>
  );
}
