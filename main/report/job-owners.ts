import type { ReportJob } from '../../core/contract/bridge.ts';
import { Failure } from '../../core/domain/failure.ts';
import type { SendEvent } from '../bridge/event-hub.ts';

/** Which window began which report: only that one hears of it and may stop it. */
export interface JobOwners {
  /** Tells the window that began this job, if it is still there. */
  tell(job: ReportJob): void;
  openWindow(send: SendEvent, options: WindowOptions): WindowJobs;
}

export interface WindowOptions {
  /** On another computer, which is not told where files lie on this one. */
  readonly remote: boolean;
}

export interface WindowJobs {
  /** To be called before the first change of the job is told. Gives the job as this window may see it. */
  own(job: ReportJob): ReportJob;
  /** Failure `not-found` where another window began it, or none. */
  check(jobId: string): void;
  close(): void;
}

export function createJobOwners(): JobOwners {
  const tellers = new Map<string, (job: ReportJob) => void>();
  return {
    tell: (job) => tellers.get(job.jobId)?.(job),
    openWindow(send, { remote }) {
      const own = new Set<string>();
      const shown = (job: ReportJob): ReportJob => (remote ? { ...job, file: null } : job);
      return {
        own(job) {
          own.add(job.jobId);
          tellers.set(job.jobId, (changed) => send('report:changed', shown(changed)));
          return shown(job);
        },
        check(jobId) {
          if (!own.has(jobId)) throw new Failure('not-found', 'This window has begun no such report. Nothing was done.');
        },
        close() {
          for (const jobId of own) tellers.delete(jobId);
        },
      };
    },
  };
}
