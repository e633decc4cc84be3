import { parentPort, workerData } from 'node:worker_threads';
import type { Failure } from '../../core/domain/failure.ts';
import type { RoleReport, ThreadData, ThreadMessage } from './thread-messages.ts';

const reportEveryMs = 1_000;

export interface RunningRole {
  report(): RoleReport;
  stop(): Promise<void>;
}

export interface ThreadContext extends ThreadData {
  readonly onFailure: (failure: Failure) => void;
  /** For the operator's log. */
  readonly onNote: (text: string) => void;
}

/** Runs a role in this worker thread until the server says `stop`. A bug ends the thread; the server starts it again. */
export async function runThread(start: (context: ThreadContext) => Promise<RunningRole>): Promise<void> {
  const parent = parentPort;
  if (parent === null) throw new Error('this program runs as a worker thread only');
  const tell = (message: ThreadMessage) => parent.postMessage(message);
  const role = await start({
    ...(workerData as ThreadData),
    onFailure: ({ code, message }) => tell({ kind: 'failure', failure: { code, message } }),
    onNote: (text) => tell({ kind: 'note', text }),
  });
  const timer = setInterval(() => tell({ kind: 'report', report: role.report() }), reportEveryMs);
  parent.once('message', () => {
    clearInterval(timer);
    void role.stop().then(() => {
      parent.close();
    });
  });
}
