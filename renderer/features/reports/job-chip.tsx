import { Popover } from 'radix-ui';
import { useShared } from '../../state/use-stores.ts';
import { JobLine } from './job-line.tsx';
import { shareDone } from './job-progress.ts';
import './reports.css';

/** In the title bar while reports are written; work goes on meanwhile. */
export function JobChip() {
  const jobs = useShared('jobs', (state) => state.jobs);
  const running = jobs.filter((job) => job.state === 'running');
  const [first] = running;
  if (first === undefined) return null;
  const share = shareDone(first);
  return (
    <Popover.Root>
      <Popover.Trigger className="title-chip">
        <span className="spinner" aria-hidden="true" />
        <span className="job-chip-text">
          {running.length > 1 ? `${running.length} reports` : 'Report'}
          {share !== null && ` ${Math.round(share * 100)} %`}
        </span>
      </Popover.Trigger>
      <Popover.Portal>
        <Popover.Content className="popover" sideOffset={6} collisionPadding={8} align="end" aria-label="Reports under way">
          {running.map((job) => (
            <JobLine key={job.jobId} job={job} />
          ))}
        </Popover.Content>
      </Popover.Portal>
    </Popover.Root>
  );
}
