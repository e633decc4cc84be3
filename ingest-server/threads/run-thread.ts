import { parentPort, workerData } from 'node:worker_threads';
import type { Failure } from '../../core/domain/failure.ts';
import type { RoleReport, ThreadData, ThreadMessage } from './thread-messages.ts';

const reportEveryMs = 1_000;
const startPatienceMs = 5_000;

export interface RunningRole {
  report(): RoleReport;
  stop(): Promise<void>;
}

export interface ThreadContext extends ThreadData {
  readonly onFailure: (failure: Failure) => void;
  /** For the operator's log. */
  readonly onNote: (text: string) => void;
  /** In a cluster a role that can read no more ends its thread, to begin anew; on one computer there is nothing it would find. */
  readonly onEnded: ((failure: Failure) => void) | undefined;
}

/** Runs a role in this worker thread until the server says `stop`. A bug ends the thread; the server starts it again. */
export async function runThread(start: (context: ThreadContext) => Promise<RunningRole>): Promise<void> {
  const parent = parentPort;
  if (parent === null) throw new Error('this program runs as a worker thread only');
  // Told to stop before it has begun, it may be waiting for something that does not come.
  let isStarted = false;
  const stopped = new Promise<void>((resolve) => parent.once('message', resolve));
  void stopped.then(() => setTimeout(() => isStarted || process.exit(), startPatienceMs).unref());
  const tell = (message: ThreadMessage) => parent.postMessage(message);
  const data = workerData as ThreadData;
  const endThread = (failure: Failure) => {
    setImmediate(() => {
      throw failure;
    });
  };
  const role = await start({
    ...data,
    onEnded: data.engine.kind === 'cluster' ? endThread : undefined,
    onFailure: ({ code, message }) => tell({ kind: 'failure', failure: { code, message } }),
    onNote: (text) => tell({ kind: 'note', text }),
  });
  isStarted = true;
  const timer = setInterval(() => tell({ kind: 'report', report: role.report() }), reportEveryMs);
  void stopped.then(async () => {
    clearInterval(timer);
    await role.stop();
    parent.close();
  });
}
