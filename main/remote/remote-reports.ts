import type { CallArgs, ReportJob } from '../../core/contract/bridge.ts';
import { reportJobSchema } from '../../core/contract/bridge.ts';
import { Failure, messageOf } from '../../core/domain/failure.ts';
import type { Poll } from '../../core/domain/poll.ts';
import { createPause } from '../connection/pause.ts';
import { reportFileName } from '../report/report-file-name.ts';
import type { ShellPort } from '../shell-port.ts';
import type { RemoteAccess } from './remote-access.ts';
import { callRemote } from './remote-call.ts';
import { downloadFile } from './remote-download.ts';
import type { SocketBridge } from './socket-bridge.ts';

/** Reports that are made elsewhere and end up in a file here. */
export interface RemoteReports {
  start(args: CallArgs<'report:start'>): Promise<ReportJob | null>;
  cancel(jobId: string): Promise<void>;
  reveal(jobId: string): void;
  find(jobId: string): ReportJob | undefined;
  /** Stops what is being made over there: nobody here will fetch it. Takes a second at most. */
  stop(): Promise<void>;
}

export interface RemoteReportsOptions {
  readonly bridge: Pick<SocketBridge, 'call' | 'on' | 'isConnected'>;
  readonly findAccess: () => Promise<RemoteAccess>;
  readonly shell: Pick<ShellPort, 'chooseReportFile' | 'downloadUrlOf' | 'revealReport'>;
  readonly onChange: (job: ReportJob) => void;
}

interface OwnJob {
  readonly file: string;
  readonly job: ReportJob;
}

/** The newest only: what is told comes from elsewhere and may have no end. */
function remember(told: Map<string, ReportJob>, job: ReportJob): void {
  told.delete(job.jobId);
  told.set(job.jobId, job);
  const [oldest] = told.keys();
  if (told.size > mostTold && oldest !== undefined) told.delete(oldest);
}

const stopPatienceMs = 1000;
/** Jobs told of whose beginning is still under way are a few. */
const mostTold = 100;

export function createRemoteReports({ bridge, findAccess, shell, onChange }: RemoteReportsOptions): RemoteReports {
  const own = new Map<string, OwnJob>();
  const pause = createPause();
  /** What was told of jobs before the answer that made them ours; of others' jobs too, which are few. */
  const told = new Map<string, ReportJob>();

  const change = (jobId: string, changes: Partial<ReportJob>) => {
    const before = own.get(jobId);
    if (before?.job.state !== 'running') return;
    const job = { ...before.job, ...changes };
    own.set(jobId, { ...before, job });
    onChange(job);
  };
  const fetchReport = async (job: ReportJob, file: string) => {
    try {
      await downloadFile(await findAccess(), `/reports/${job.jobId}`, file);
      change(job.jobId, { state: 'done', rows: job.rows, totalRows: job.totalRows, file, downloadUrl: shell.downloadUrlOf(job.jobId) });
    } catch (error) {
      change(job.jobId, { state: 'failed', message: messageOf(error) });
    }
  };
  const follow = (job: ReportJob) => {
    const mine = own.get(job.jobId);
    if (mine === undefined) remember(told, job);
    else if (job.state === 'done') void fetchReport(job, mine.file);
    else change(job.jobId, { ...job, file: null, downloadUrl: null });
  };
  bridge.on('report:changed', (payload) => {
    const { data: job } = reportJobSchema.safeParse(payload);
    if (job !== undefined) follow(job);
  });
  return {
    async start(args) {
      const poll = (await callRemote(bridge, 'polls:list', undefined)).find(({ id }) => id === args.pollId);
      const run = poll?.runs.find((candidate) => candidate.run === args.run);
      if (poll === undefined || run === undefined) throw new Failure('not-found', 'The Kpoll server has no such poll or run.');
      const file = await shell.chooseReportFile(reportFileName({ poll: poll as Poll, run, report: args.report }));
      if (file === null) return null;
      const begun = await callRemote(bridge, 'report:start', args);
      if (begun === null) return null;
      const job: ReportJob = { ...begun, state: 'running', file: null, downloadUrl: null };
      own.set(job.jobId, { file, job });
      const early = told.get(job.jobId);
      told.delete(job.jobId);
      // Whoever asked hears of the job before the first change of it.
      if (early !== undefined) setImmediate(() => follow(early));
      return job;
    },
    async cancel(jobId) {
      await callRemote(bridge, 'report:cancel', { jobId });
    },
    reveal(jobId) {
      const job = own.get(jobId)?.job;
      if (job?.state !== 'done') throw new Failure('not-found', 'There is no finished report to show.');
      shell.revealReport(job);
    },
    find: (jobId) => own.get(jobId)?.job,
    async stop() {
      const running = [...own.values()].filter(({ job }) => job.state === 'running');
      if (running.length === 0 || !bridge.isConnected()) return;
      const cancelled = running.map(({ job: { jobId } }) => bridge.call('report:cancel', { jobId }));
      await Promise.race([Promise.all(cancelled), pause.wait(stopPatienceMs)]);
      pause.wake();
    },
  };
}
