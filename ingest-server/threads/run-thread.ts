import type { MessagePort } from 'node:worker_threads';
import { parentPort, workerData } from 'node:worker_threads';
import type { Failure } from '../../core/domain/failure.ts';

/** What a role's thread gets from the server. */
export interface ThreadData {
  readonly folder: string;
  readonly port: MessagePort;
}

/** What a role's thread tells the server. */
export type ThreadMessage =
  | { readonly kind: 'ready' }
  | { readonly kind: 'caught-up' }
  | { readonly kind: 'failure'; readonly code: Failure['code']; readonly message: string; readonly retriable: boolean };

export interface RunningRole {
  readonly caughtUp: Promise<void>;
  stop(): Promise<void>;
}

type StartRole = (context: ThreadData & { onFailure: (failure: Failure) => void }) => Promise<RunningRole>;

/** Runs a role in this worker thread until the server says `stop`. A bug ends the thread; the server starts it again. */
export async function runThread(start: StartRole): Promise<void> {
  const parent = parentPort;
  if (parent === null) throw new Error('this program runs as a worker thread only');
  const tell = (message: ThreadMessage) => {
    parent.postMessage(message);
  };
  const onFailure = ({ code, message, retriable }: Failure) => {
    tell({ kind: 'failure', code, message, retriable });
  };
  const role = await start({ ...(workerData as ThreadData), onFailure });
  parent.once('message', () => {
    void role.stop().then(() => {
      parent.close();
    });
  });
  tell({ kind: 'ready' });
  void role.caughtUp.then(() => {
    tell({ kind: 'caught-up' });
  });
}
