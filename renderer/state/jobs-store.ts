import { createStore } from 'zustand/vanilla';
import type { CallArgs, ReportJob } from '../../core/contract/bridge.ts';
import type { BridgeClient } from '../bridge.ts';
import { formatCount } from '../model/format.ts';
import type { ToastsStore } from './toasts-store.ts';

export interface JobsState {
  /** Reports that are being written, and the newest finished ones. */
  readonly jobs: readonly ReportJob[];
  /** False where the person changed their mind in the file dialog or it failed (which is said). */
  begin(request: CallArgs<'report:start'>): Promise<boolean>;
  cancel(jobId: string): void;
  apply(job: ReportJob): void;
}

export type JobsStore = ReturnType<typeof createJobsStore>;

interface Dependencies {
  readonly bridge: BridgeClient;
  readonly toasts: ToastsStore;
  /** Fetches a finished file where the shell serves it. */
  readonly download: (url: string) => void;
}

const remembered = 6;

export function createJobsStore({ bridge, toasts, download }: Dependencies) {
  const { add, addError } = toasts.getState();
  const settled = new Set<string>();

  function announce(job: ReportJob): void {
    if (job.state === 'running' || settled.has(job.jobId)) return;
    settled.add(job.jobId);
    if (job.state === 'failed') add({ tone: 'bad', text: job.message ?? 'The report could not be written. Nothing was saved; try again.' });
    if (job.state === 'cancelled') add({ tone: 'info', text: 'The report was cancelled. Nothing was saved.' });
    if (job.state === 'done') announceFile(job);
  }

  function announceFile(job: ReportJob): void {
    const text = `The ${job.report} report is saved: ${formatCount(job.rows)} rows.`;
    const url = job.downloadUrl;
    if (url !== null) {
      download(url);
      add({ tone: 'good', text, action: { label: 'Download again', run: () => download(url) } });
      return;
    }
    const reveal = () => void bridge.call('report:reveal', { jobId: job.jobId }).catch(addError);
    add({ tone: 'good', text: job.file === null ? text : `${text} ${job.file}`, action: { label: 'Show in folder', run: reveal } });
  }

  return createStore<JobsState>()((set, get) => ({
    jobs: [],
    async begin(request) {
      try {
        const job = await bridge.call('report:start', request);
        if (job !== null) get().apply(job);
        return job !== null;
      } catch (error) {
        addError(error);
        return false;
      }
    },
    cancel(jobId) {
      bridge.call('report:cancel', { jobId }).catch(addError);
    },
    apply(job) {
      if (settled.has(job.jobId)) return;
      const others = get().jobs.filter((known) => known.jobId !== job.jobId);
      set({ jobs: [...others, job].slice(-remembered) });
      announce(job);
    },
  }));
}
