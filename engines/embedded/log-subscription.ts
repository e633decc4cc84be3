import { setImmediate as nextTurn } from 'node:timers/promises';
import { Failure, messageOf } from '../../core/domain/failure.ts';
import type { LogRecord, SubscribeOptions, Subscription, TopicName } from '../../core/ports/event-log.ts';
import { isCompacted } from './log-schema.ts';
import type { LogTables } from './log-tables.ts';

const retryMs = 500;

export interface LogSubscription extends Subscription {
  /** There may be something new to read. */
  wake(): void;
}

export interface LogSubscriptionOptions {
  readonly tables: LogTables;
  readonly topic: TopicName;
  readonly options: SubscribeOptions;
  readonly onEnded: () => void;
}

/** Begins to read at once; the end of the log that `from: 'end'` and `caughtUp` mean is the one at this call. */
export function startSubscription({ tables, topic, options, onEnded }: LogSubscriptionOptions): LogSubscription {
  const partitions = Array.from({ length: tables.counts[topic] }, (_, partition) => partition);
  const next: number[] = [];
  let goals: readonly number[] | undefined;
  let stopped = false;
  let failing = false;
  let woken = true;
  let onWake: (() => void) | undefined;
  let resolveCaughtUp: () => void = () => undefined;
  const caughtUp = new Promise<void>((resolve) => (resolveCaughtUp = resolve));

  function wake(): void {
    woken = true;
    onWake?.();
  }

  async function begin(): Promise<void> {
    goals ??= partitions.map((partition) => tables.end(topic, partition));
    const ends = goals;
    for (const partition of partitions.slice(next.length)) {
      const { from } = options;
      const end = ends[partition] ?? 0;
      if (from === 'end') next.push(end);
      else if (from === 'start') next.push(tables.begin(topic, partition));
      else next.push(checkedStart({ tables, topic, partition, offset: await from(partition) }));
    }
    settleCaughtUp();
  }

  function settleCaughtUp(): void {
    if (goals?.every((goal, partition) => (next[partition] ?? 0) >= goal) === true) resolveCaughtUp();
  }

  /** Hands over what one partition has; says whether there was anything. */
  async function pass(partition: number): Promise<boolean> {
    const from = next[partition] ?? 0;
    const records = tables.read(topic, partition, from);
    const last = records.at(-1);
    if (last === undefined) return false;
    if (!isCompacted(topic)) checkGapless(topic, from, records);
    const end = Math.max(tables.end(topic, partition), last.offset + 1);
    await deliver({ partition, records, end });
    next[partition] = last.offset + 1;
    settleCaughtUp();
    await nextTurn();
    return true;
  }

  async function deliver(batch: Parameters<SubscribeOptions['onBatch']>[0]): Promise<void> {
    try {
      await options.onBatch(batch);
    } catch (error) {
      if (error instanceof Failure && !error.retriable) throw error;
      const message = `Reading the ${topic} log stopped: ${messageOf(error)}. Votes in the log are safe. Start the server again; if that does not help, report this as a bug.`;
      throw new Failure('unexpected', message, { cause: error });
    }
  }

  async function readOn(): Promise<void> {
    await begin();
    while (!stopped) {
      woken = false;
      let some = false;
      for (const partition of partitions) {
        if (stopped) return;
        some = (await pass(partition)) || some;
      }
      failing = false;
      if (!some) await untilWoken();
    }
  }

  async function untilWoken(): Promise<void> {
    if (!woken && !stopped) await new Promise<void>((resolve) => (onWake = resolve));
    onWake = undefined;
  }

  async function run(): Promise<void> {
    while (!stopped) {
      try {
        await readOn();
      } catch (error) {
        const failure = asFailure(error, topic);
        if (!failing && !stopped) options.onFailure(failure);
        if (!failure.retriable) return;
        failing = true;
        await pause();
      }
    }
  }

  async function pause(): Promise<void> {
    woken = false;
    const timer = setTimeout(wake, retryMs);
    await untilWoken();
    clearTimeout(timer);
  }

  const ended = run().finally(onEnded);
  return {
    caughtUp,
    wake,
    stop() {
      stopped = true;
      wake();
      return ended;
    },
  };
}

function checkedStart({ tables, topic, partition, offset }: { tables: LogTables; topic: TopicName; partition: number; offset: number }) {
  const end = tables.end(topic, partition);
  if (offset > end) throw incomplete(topic, `it ends at ${end}, and ${offset} was reached before`);
  const begin = tables.begin(topic, partition);
  if (offset < begin && !isCompacted(topic)) throw incomplete(topic, `it begins at ${begin}, and ${offset} is still needed`);
  return offset;
}

function checkGapless(topic: TopicName, from: number, records: readonly LogRecord[]): void {
  records.forEach(({ offset }, index) => {
    if (offset !== from + index) throw incomplete(topic, `record ${from + index} is not there, the next one is ${offset}`);
  });
}

function incomplete(topic: TopicName, what: string): Failure {
  const message = `The ${topic} log is not complete: ${what}. Numbers are not counted on, rather than counted wrong. Put back the data folder's log from a copy.`;
  return new Failure('log-incomplete', message);
}

function asFailure(error: unknown, topic: TopicName): Failure {
  if (error instanceof Failure) return error;
  return new Failure('unexpected', `Reading the ${topic} log stopped: ${messageOf(error)}. Votes in the log are safe.`, { cause: error });
}
