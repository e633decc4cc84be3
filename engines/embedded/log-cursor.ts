import { Failure, messageOf } from '../../core/domain/failure.ts';
import type { LogRecord, RecordBatch, SubscribeOptions, TopicName } from '../../core/ports/event-log.ts';
import { isCompacted } from './log-schema.ts';
import type { LogTables } from './log-tables.ts';

/** Where one subscription stands in each partition of its topic. */
export interface LogCursor {
  readonly caughtUp: Promise<void>;
  /** Finds out where to begin. May be called again after a failure, and goes on from where it was. */
  begin(): Promise<void>;
  /** Hands over what there is next in one partition; resolves to the number of records. */
  handOver(partition: number): Promise<number>;
}

export interface LogCursorOptions {
  readonly tables: LogTables;
  readonly topic: TopicName;
  readonly options: SubscribeOptions;
}

export function createLogCursor(context: LogCursorOptions): LogCursor {
  const { tables, topic } = context;
  const next: number[] = [];
  let goals: readonly number[] | undefined;
  let resolveCaughtUp: () => void = () => undefined;
  const caughtUp = new Promise<void>((resolve) => (resolveCaughtUp = resolve));

  function settleCaughtUp(): void {
    if (goals?.every((goal, partition) => (next[partition] ?? 0) >= goal) === true) resolveCaughtUp();
  }

  return {
    caughtUp,
    async begin() {
      goals ??= Array.from({ length: tables.counts[topic] }, (_, partition) => tables.end(topic, partition));
      for (const [partition, end] of [...goals.entries()].slice(next.length)) next.push(await startOf(context, partition, end));
      settleCaughtUp();
    },
    async handOver(partition) {
      const from = next[partition] ?? 0;
      const records = tables.read(topic, partition, from);
      const last = records.at(-1);
      if (last === undefined) return 0;
      if (!isCompacted(topic)) checkGapless(topic, from, records);
      await deliver(context, { partition, records, end: Math.max(tables.end(topic, partition), last.offset + 1) });
      next[partition] = last.offset + 1;
      settleCaughtUp();
      return records.length;
    },
  };
}

async function startOf({ tables, topic, options }: LogCursorOptions, partition: number, endAtStart: number): Promise<number> {
  const { from } = options;
  if (from === 'end') return endAtStart;
  if (from === 'start') return tables.begin(topic, partition);
  const offset = await from(partition);
  const end = tables.end(topic, partition);
  if (offset > end) throw incomplete(topic, `it ends at ${end}, and ${offset} was reached before`);
  const begin = tables.begin(topic, partition);
  if (offset < begin && !isCompacted(topic)) throw incomplete(topic, `it begins at ${begin}, and ${offset} is still needed`);
  return offset;
}

async function deliver({ options, topic }: LogCursorOptions, batch: RecordBatch): Promise<void> {
  try {
    await options.onBatch(batch);
  } catch (error) {
    // Of no use as retriable: only the caller knows what must be done before the batch may come again.
    if (error instanceof Failure) throw new Failure(error.code, error.message, { cause: error });
    throw readingStopped(topic, error);
  }
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

/** A bug, or a failure that its caller did not foresee. */
export function readingStopped(topic: TopicName, error: unknown): Failure {
  const message = `Reading the ${topic} log stopped: ${messageOf(error)}. Votes in the log are safe. Start the server again; if that does not help, report this as a bug.`;
  return new Failure('unexpected', message, { cause: error });
}
