import type { Answer, CallName, EventName, ReportJob } from '../../core/contract/bridge.ts';

/** The reports that were begun over a connection. They are bound to it: nobody hears of them once it is broken. */
export interface RunningReports {
  noteAnswer(channel: CallName, answer: Answer): void;
  noteEvent(event: EventName, payload: unknown): void;
  /** Those that were running, as failed; none of them is running any more. */
  breakOff(): readonly ReportJob[];
}

/** Nobody waits for more at once; who tells of more is no Kpoll. */
const mostRunning = 1_000;

const message = 'The connection to Kpoll broke while the report was made. Votes are not concerned. Make it again.';

export function createRunningReports(): RunningReports {
  const running = new Map<string, ReportJob>();
  const note = (value: unknown) => {
    if (!isJob(value)) return;
    if (value.state !== 'running') running.delete(value.jobId);
    else if (running.size < mostRunning) running.set(value.jobId, value);
  };
  return {
    noteAnswer(channel, answer) {
      if (channel === 'report:start' && answer.ok) note(answer.value);
    },
    noteEvent(event, payload) {
      if (event === 'report:changed') note(payload);
    },
    breakOff() {
      const jobs = [...running.values()].map((job): ReportJob => ({ ...job, state: 'failed', message }));
      running.clear();
      return jobs;
    },
  };
}

/** Whoever listens checks the rest. */
function isJob(value: unknown): value is ReportJob {
  return typeof value === 'object' && value !== null && 'jobId' in value && typeof value.jobId === 'string' && 'state' in value;
}
