import { setImmediate as nextTurn, setTimeout as pause } from 'node:timers/promises';
import { Failure } from '../../core/domain/failure.ts';
import type { Subscription } from '../../core/ports/event-log.ts';
import type { LogCursorOptions } from './log-cursor.ts';
import { createLogCursor, readingStopped } from './log-cursor.ts';
import { createWakeUp } from './wake-up.ts';

const retryMs = 500;
/** Where records come all the time, reading each time that some were written would cost more than writing them. */
const pauseMs = 10;
/** Who finds more than this catches up. */
const fewRecords = 1_000;

export interface LogSubscription extends Subscription {
  /** There may be something new to read. */
  wake(): void;
}

export interface LogSubscriptionOptions extends LogCursorOptions {
  readonly onEnded: () => void;
}

/** Begins to read at once; the end of the log that `from: 'end'` and `caughtUp` mean is the one at this call. */
export function startSubscription({ onEnded, ...context }: LogSubscriptionOptions): LogSubscription {
  const { tables, topic, options } = context;
  const cursor = createLogCursor(context);
  const wakeUp = createWakeUp();
  const stopping = new AbortController();
  /** Told once, however often it is tried again. */
  let failing = false;

  async function readOn(): Promise<void> {
    await cursor.begin();
    while (!stopping.signal.aborted) {
      wakeUp.clear();
      const count = await readAll();
      failing = false;
      if (count === 0) await wakeUp.sleep();
      else if (count < fewRecords) await pause(pauseMs);
    }
  }

  /** One batch of each partition; resolves to the number of records. */
  async function readAll(): Promise<number> {
    let count = 0;
    for (let partition = 0; partition < tables.counts[topic] && !stopping.signal.aborted; partition += 1) {
      const some = await cursor.handOver(partition);
      count += some;
      if (some > 0) await nextTurn();
    }
    return count;
  }

  /** Resolves to whether to try again. */
  async function fail(error: unknown): Promise<boolean> {
    if (stopping.signal.aborted) return false;
    const failure = error instanceof Failure ? error : readingStopped(topic, error);
    if (!failing) options.onFailure(failure);
    failing = true;
    if (failure.retriable) await wakeUp.sleep(retryMs);
    return failure.retriable;
  }

  async function run(): Promise<void> {
    for (let goOn = true; goOn && !stopping.signal.aborted;) {
      goOn = await readOn().then(() => false, fail);
      wakeUp.clear();
    }
  }

  const ended = run().finally(onEnded);
  return {
    caughtUp: cursor.caughtUp,
    wake: wakeUp.wake,
    stop() {
      stopping.abort();
      wakeUp.wake();
      return ended;
    },
  };
}
