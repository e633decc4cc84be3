import { once } from 'node:events';
import type { MessagePort } from 'node:worker_threads';
import { Worker } from 'node:worker_threads';
import type { ThreadFailure } from './run-thread.ts';

const restartMs = 1_000;

/** A role in a worker thread, started again when it dies: all it needs is in the log. */
export interface RoleThread {
  stop(): Promise<void>;
}

interface Options {
  readonly file: URL;
  readonly folder: string;
  readonly connect: () => MessagePort;
  readonly onFailure: (failure: ThreadFailure) => void;
  readonly onDeath: (error: unknown) => void;
}

export function startRoleThread({ file, folder, connect, onFailure, onDeath }: Options): RoleThread {
  let stopping = false;
  let worker: Worker | undefined;
  let restart: NodeJS.Timeout | undefined;

  function start(): void {
    const port = connect();
    const thread = new Worker(file, { workerData: { folder, port }, transferList: [port] });
    worker = thread;
    thread.on('message', onFailure);
    thread.on('error', onDeath);
    thread.on('exit', () => {
      worker = undefined;
      if (!stopping) restart = setTimeout(start, restartMs);
    });
  }

  start();
  return {
    async stop() {
      stopping = true;
      clearTimeout(restart);
      if (worker === undefined) return;
      const gone = once(worker, 'exit');
      worker.postMessage('stop');
      await gone;
    },
  };
}
