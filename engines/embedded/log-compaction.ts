import { compactedTopics } from '../../core/ports/event-log.ts';
import type { PartitionCounts } from './log-schema.ts';
import { tableOf } from './log-schema.ts';
import type { Connection } from './sqlite.ts';
import { inTransaction, prepareQuery, sqliteCodeOf } from './sqlite.ts';

/** How long a superseded record stays, so that history can still take every step of a timeline from the log. */
export const supersededKeptMs = 10 * 60_000;

/** Rows looked at in one transaction: a few milliseconds, for which appends wait. */
const sliceRows = 500;
const betweenSlicesMs = 50;
const betweenSweepsMs = 3 * 60_000;

export interface CompactorOptions {
  readonly connection: Connection;
  readonly counts: PartitionCounts;
  /** Ms since 1970. */
  readonly clock: () => number;
}

/** Removes, from time to time and in small slices, the records of compacted topics that newer ones of their key supersede. */
export function createCompactor(options: CompactorOptions): { stop(): void } {
  let sweep = createSweep(options);
  let timer = setTimeout(step, 0);

  /** False when the sweep is over, also by an error of the disk: appends report that, and the next sweep tries again. */
  function sweepOn(): boolean {
    try {
      return sweep.next().done !== true;
    } catch (error) {
      if (sqliteCodeOf(error) === undefined) throw error;
      return false;
    }
  }

  function step(): void {
    const more = sweepOn();
    if (!more) sweep = createSweep(options);
    timer = setTimeout(step, more ? betweenSlicesMs : betweenSweepsMs);
  }

  return { stop: () => clearTimeout(timer) };
}

/** One pass over all partitions; each step is one short transaction and says how many records it removed. */
export function* createSweep({ connection, counts, clock }: CompactorOptions): Generator<number> {
  const before = clock() - supersededKeptMs;
  for (const topic of compactedTopics) {
    for (let partition = 0; partition < counts[topic]; partition += 1) yield* sweepTable(connection, tableOf(topic, partition), before);
  }
}

function* sweepTable(connection: Connection, table: string, before: number): Generator<number> {
  const slice = prepareQuery<[number | null]>(
    connection,
    `SELECT max("offset") FROM (SELECT "offset" FROM ${table} WHERE "offset" > ? AND time < ? ORDER BY "offset" LIMIT ${sliceRows})`,
  );
  const remove = connection.prepare(
    `DELETE FROM ${table} WHERE "offset" > ? AND "offset" <= ? AND EXISTS
       (SELECT 1 FROM ${table} AS newer WHERE newer.key = ${table}.key AND newer."offset" > ${table}."offset")`,
  );
  let from = -1;
  for (;;) {
    const to = slice.first(from, before)?.[0] ?? null;
    if (to === null) return;
    yield inTransaction(connection, () => remove.run([from, to]).changes);
    from = to;
  }
}
