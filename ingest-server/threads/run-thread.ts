import type { MessagePort } from 'node:worker_threads';
import { parentPort, workerData } from 'node:worker_threads';
import type { Failure } from '../../core/domain/failure.ts';

/** What a role's thread gets from the server. */
export interface ThreadData {
  readonly folder: string;
  readonly port: MessagePort;
}

/** What a role's thread tells the server: an expected failure, as its class does not survive the way. */
export type ThreadFailure = Pick<Failure, 'code' | 'message'>;

export interface RunningRole {
  stop(): Promise<void>;
}

type StartRole = (context: ThreadData & { onFailure: (failure: Failure) => void }) => Promise<RunningRole>;

/** Runs a role in this worker thread until the server says `stop`. A bug ends the thread; the server starts it again. */
export async function runThread(start: StartRole): Promise<void> {
  const parent = parentPort;
  if (parent === null) throw new Error('this program runs as a worker thread only');
  const onFailure = ({ code, message }: Failure) => {
    const told: ThreadFailure = { code, message };
    parent.postMessage(told);
  };
  const role = await start({ ...(workerData as ThreadData), onFailure });
  parent.once('message', () => {
    void role.stop().then(() => {
      parent.close();
    });
  });
}
