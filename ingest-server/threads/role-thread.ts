import { once } from 'node:events';
import type { MessagePort } from 'node:worker_threads';
import { Worker } from 'node:worker_threads';
import type { RoleReport, ThreadData, ThreadEngine, ThreadMessage } from './thread-messages.ts';

const restartMs = 1_000;
const longestRestartMs = 10_000;
/** A thread that has lived so long counts as started well. */
const settledMs = 30_000;
const nothing: RoleReport = { lags: [], rebuilds: 0 };

/** A role in a worker thread, started again when it dies: all it needs is in the log. */
export interface RoleThread {
  /** As of the last second. */
  report(): RoleReport;
  stop(): Promise<void>;
}

interface Options {
  readonly file: URL;
  readonly folder: string;
  readonly besideHttp: boolean;
  /** Called for each start. */
  readonly connect: () => ThreadEngine;
  readonly onMessage: (message: Exclude<ThreadMessage, { kind: 'report' }>) => void;
  readonly onDeath: (error: unknown) => void;
}

export function startRoleThread({ file, folder, besideHttp, connect, onMessage, onDeath }: Options): RoleThread {
  let stopping = false;
  let worker: Worker | undefined;
  let restart: NodeJS.Timeout | undefined;
  let report = nothing;
  let pauseMs = restartMs / 2;

  function start(): void {
    const engine = connect();
    const startedAt = Date.now();
    const thread = new Worker(file, { workerData: { folder, engine, besideHttp } satisfies ThreadData, transferList: portsOf(engine) });
    worker = thread;
    thread.on('message', (message: ThreadMessage) => {
      if (message.kind === 'report') report = message.report;
      else onMessage(message);
    });
    thread.on('error', onDeath);
    thread.on('exit', () => {
      worker = undefined;
      report = nothing;
      if (stopping) return;
      pauseMs = Date.now() - startedAt > settledMs ? restartMs : Math.min(longestRestartMs, pauseMs * 2);
      restart = setTimeout(start, pauseMs);
    });
  }

  start();
  return {
    report: () => report,
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

function portsOf(engine: ThreadEngine): MessagePort[] {
  return engine.kind === 'embedded' ? [engine.port] : [];
}
