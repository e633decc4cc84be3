import { setImmediate as nextTurn } from 'node:timers/promises';
import { Failure } from '../../core/domain/failure.ts';
import type { Subscription } from '../../core/ports/event-log.ts';
import type { LogCursorOptions } from './log-cursor.ts';
import { createLogCursor, readingStopped } from './log-cursor.ts';
import { createWakeUp } from './wake-up.ts';

const retryMs = 500;

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
      const some = await readAll();
      failing = false;
      if (!some) await wakeUp.sleep();
    }
  }

  /** One batch of each partition; says whether there was any. */
  async function readAll(): Promise<boolean> {
    let some = false;
    for (let partition = 0; partition < tables.counts[topic] && !stopping.signal.aborted; partition += 1) {
      if (!(await cursor.handOver(partition))) continue;
      some = true;
      await nextTurn();
    }
    return some;
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
