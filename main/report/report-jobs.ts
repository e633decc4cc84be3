import { randomBytes } from 'node:crypto';
import type { ReportJob } from '../../core/contract/bridge.ts';
import { Failure } from '../../core/domain/failure.ts';
import type { Logger } from '../logger.ts';
import type { ReportData, ReportWish } from './report-source.ts';
import { openReportSource } from './report-source.ts';
import { writeReport } from './write-report.ts';

/** Reports being written or written since the start. */
export interface ReportJobs {
  /** Returns at once with the running job; what becomes of it is told through `onChange`. Failure `too-many-requests` beyond 20 at once. */
  start(wish: ReportWish, options: { readonly file: string; readonly bom: boolean }): ReportJob;
  cancel(jobId: string): void;
  find(jobId: string): ReportJob | undefined;
  /** Cancels what is running and waits until its partial files are gone. */
  stop(): Promise<void>;
}

export interface ReportJobsOptions {
  /** Resolves with what reports are made from once history holds everything it should for this run. */
  readonly openData: (wish: ReportWish, signal: AbortSignal) => Promise<ReportData>;
  /** Where a finished report can be fetched from, or null where people find the file themselves. */
  readonly downloadUrlOf: (jobId: string) => string | null;
  readonly onChange: (job: ReportJob) => void;
  readonly clock: () => number;
  readonly logger: Logger;
}

const progressEveryMs = 200;
const mostRunning = 20;

export function createReportJobs(options: ReportJobsOptions): ReportJobs {
  const { clock, onChange } = options;
  const jobs = new Map<string, ReportJob>();
  const running = new Map<string, { readonly controller: AbortController; readonly ended: Promise<void> }>();

  const change = (jobId: string, changes: Partial<ReportJob>) => {
    const before = jobs.get(jobId);
    if (before === undefined) return;
    const job = { ...before, ...changes };
    jobs.set(jobId, job);
    onChange(job);
  };
  const run = async (jobId: string, wish: ReportWish, target: { file: string; bom: boolean }, signal: AbortSignal) => {
    try {
      const source = await openReportSource(wish, await options.openData(wish, signal));
      change(jobId, { totalRows: source.totalRows });
      const rows = await writeReport({
        ...target,
        source,
        signal,
        onProgress: throttled(clock, (count) => change(jobId, { rows: count })),
      });
      change(jobId, { state: 'done', rows, totalRows: rows, file: target.file, downloadUrl: options.downloadUrlOf(jobId) });
    } catch (error) {
      change(jobId, endOf(error, options.logger));
    } finally {
      running.delete(jobId);
    }
  };

  return {
    start(wish, target) {
      if (running.size >= mostRunning) throw tooMany();
      const controller = new AbortController();
      const jobId = randomBytes(12).toString('hex');
      const job: ReportJob = {
        ...{ jobId, report: wish.report, pollId: wish.poll.id, state: 'running', rows: 0, totalRows: null, startedAt: clock() },
        ...{ file: null, downloadUrl: null, message: null },
      };
      jobs.set(jobId, job);
      // Begins in the next turn: whoever asked hears of the job before the first change of it.
      const ended = new Promise((resolve) => setImmediate(resolve)).then(() => run(jobId, wish, target, controller.signal));
      running.set(jobId, { controller, ended });
      return job;
    },
    cancel: (jobId) => running.get(jobId)?.controller.abort(),
    find: (jobId) => jobs.get(jobId),
    async stop() {
      for (const { controller } of running.values()) controller.abort();
      await Promise.all([...running.values()].map(({ ended }) => ended));
    },
  };
}

function tooMany(): Failure {
  const message = `${mostRunning} reports are being made already, so this one was not begun. Votes are not concerned. Wait for one of them, or stop one, and try again.`;
  return new Failure('too-many-requests', message, { retriable: true });
}

function endOf(error: unknown, logger: Logger): Partial<ReportJob> {
  if (error instanceof Failure && error.code === 'cancelled') return { state: 'cancelled' };
  if (error instanceof Failure) return { state: 'failed', message: error.message };
  logger.error('a report failed unexpectedly', { error });
  return { state: 'failed', message: 'The report could not be made; the log has the details. Votes are not concerned. Try again.' };
}

function throttled(clock: () => number, tell: (rows: number) => void): (rows: number) => void {
  let last = clock();
  return (rows) => {
    if (clock() - last < progressEveryMs) return;
    last = clock();
    tell(rows);
  };
}
