import { Failure, messageOf } from '../../core/domain/failure.ts';
import type { Logger } from '../logger.ts';
import type { ConnectionState } from './connection.ts';
import { createPause } from './pause.ts';

export interface OpeningOptions<T> {
  /** What is opened, for messages and the log: "Kafka". */
  readonly part: string;
  readonly open: () => Promise<T>;
  readonly onChange: () => void;
  readonly logger: Logger;
  readonly firstPauseMs?: number;
}

/** One part of a place, opened again and again until it succeeds: whatever is wrong may be mended elsewhere. */
export interface Opening<T> {
  readonly opened: Promise<T>;
  /** Settles with the first attempt. */
  readonly firstAttempt: Promise<void>;
  state(): ConnectionState;
  retry(): void;
  /** Rejects `opened` where it is still pending; closes what was opened, or is opened later. */
  stop(): Promise<void>;
}

const longestPauseMs = 10_000;

export function keepOpening<T extends { stop(): Promise<void> }>(options: OpeningOptions<T>): Opening<T> {
  const { part, open, onChange, logger, firstPauseMs = 500 } = options;
  const pause = createPause();
  const opened = promiseWithSettlers<T>();
  const firstAttempt = promiseWithSettlers<undefined>();
  let state: ConnectionState = { state: 'connecting', message: null };
  let pauseMs = firstPauseMs;
  let stopping = false;
  let reader: T | undefined;

  const change = (next: ConnectionState) => {
    const isNews = next.state !== state.state || next.message !== state.message;
    state = next;
    if (isNews && !stopping) onChange();
    return isNews;
  };
  const fail = (error: unknown) => {
    const message =
      error instanceof Failure ? error.message : `${part} cannot be used: ${messageOf(error)}. Votes that were recorded are safe.`;
    if (change({ state: 'failed', message })) logger.error('a part of the cluster cannot be opened', { part, error });
    firstAttempt.reject(error instanceof Failure ? error : new Failure('unexpected', message, { cause: error }));
  };
  const attempt = async (): Promise<boolean> => {
    try {
      const found = await open();
      if (stopping) {
        await found.stop();
        return true;
      }
      reader = found;
      change({ state: 'up', message: null });
      opened.resolve(found);
      firstAttempt.resolve(undefined);
      return true;
    } catch (error) {
      if (!stopping) fail(error);
      return stopping;
    }
  };
  const run = async () => {
    while (!(await attempt())) {
      await pause.wait(pauseMs);
      pauseMs = Math.min(pauseMs * 2, longestPauseMs);
      if (stopping) return;
    }
  };
  void run();

  return {
    opened: opened.promise,
    firstAttempt: firstAttempt.promise,
    state: () => state,
    retry() {
      pauseMs = firstPauseMs;
      pause.wake();
    },
    async stop() {
      stopping = true;
      pause.wake();
      const reason = new Failure('cancelled', `${part} is no longer connected.`);
      opened.reject(reason);
      firstAttempt.reject(reason);
      await reader?.stop();
    },
  };
}

/** Nobody need listen to a rejection: the state tells it as well. */
function promiseWithSettlers<T>() {
  let resolve: (value: T) => void = () => undefined;
  let reject: (reason: Failure) => void = () => undefined;
  const promise = new Promise<T>((onResolve, onReject) => {
    resolve = onResolve;
    reject = onReject;
  });
  promise.catch(() => undefined);
  return { promise, resolve, reject };
}
