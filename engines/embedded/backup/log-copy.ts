import { closeSync, fsyncSync, openSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import Database from 'libsql';
import { Failure } from '../../../core/domain/failure.ts';
import type { TopicName } from '../../../core/ports/event-log.ts';
import { createTables, logFormat, readPartitionCounts, tableOf } from '../log-schema.ts';
import type { Connection } from '../sqlite.ts';
import { newerFormat, openForReading, prepareQuery, readNumber } from '../sqlite.ts';

/** A few milliseconds for the disk, in which the writer of the log may have to wait for it. */
const rowsPerSlice = 2_000;
/** Left to everybody else between two slices, as a share of what the last one took. */
const restShare = 1;

export interface CopyLogOptions {
  readonly from: string;
  /** Must not be there yet. */
  readonly to: string;
  readonly signal?: AbortSignal | undefined;
  /** 0 to 1. */
  readonly onProgress?: ((share: number) => void) | undefined;
  /** Where nobody takes votes meanwhile, there is no need to rest. */
  readonly isIdle?: boolean;
}

/** What makes up the log; the topic `results` follows from it and is counted anew. */
const copiedTopics: readonly TopicName[] = ['polls', 'votes'];

interface Part {
  readonly table: string;
  readonly begin: number;
  readonly end: number;
}

/**
 * Copies a log as it is at one moment, also while a server writes it: both topics only ever grow, so the ends of one moment say it all.
 * Reads in transactions of a few milliseconds, so that the write-ahead log does not grow. Failure `log-unavailable`, `newer-format`, `cancelled`.
 */
export async function copyLog({ from, to, signal, onProgress, isIdle = false }: CopyLogOptions): Promise<void> {
  const source = openForReading(from);
  if (source === undefined) throw new Failure('log-unavailable', 'There is no log in this data folder yet, so there is nothing to save.');
  const target = new Database(to);
  try {
    const parts = prepareTarget(source, target, from);
    target.exec(`ATTACH '${from.replaceAll("'", "''")}' AS source`);
    target.exec('PRAGMA busy_timeout = 10000');
    const rows = parts.reduce((sum, { begin, end }) => sum + end - begin, 0);
    let done = 0;
    for (const part of parts) {
      for (let start = part.begin; start < part.end; start += rowsPerSlice) {
        if (signal?.aborted === true) throw new Failure('cancelled', 'It was cancelled. Nothing was changed.');
        const startedAt = performance.now();
        const stop = Math.min(part.end, start + rowsPerSlice);
        target.exec(`INSERT INTO main.${part.table} SELECT * FROM source.${part.table} WHERE "offset" >= ${start} AND "offset" < ${stop}`);
        done += stop - start;
        onProgress?.(done / rows);
        await delay(isIdle ? 0 : (performance.now() - startedAt) * restShare);
      }
    }
  } finally {
    source.close();
    target.close();
  }
  syncFile(to);
}

/** The source is not touched; what is to be copied is what was there at this moment. */
function prepareTarget(source: Connection, target: Connection, from: string): readonly Part[] {
  const format = readNumber(source, 'PRAGMA user_version');
  if (format > logFormat) throw newerFormat(from);
  if (format === 0) throw new Failure('log-unavailable', 'There is no log in this data folder yet, so there is nothing to save.');
  const counts = readPartitionCounts(source);
  // Nothing is lost by a crash: an unfinished copy is thrown away.
  target.exec('PRAGMA journal_mode = OFF');
  target.exec('PRAGMA synchronous = OFF');
  target.exec('PRAGMA locking_mode = NORMAL');
  createTables(target, counts);
  const tables = copiedTopics.flatMap((topic) => Array.from({ length: counts[topic] }, (_, partition) => tableOf(topic, partition)));
  return inReading(source, () =>
    tables.map((table) => {
      const [begin, last] = prepareQuery<[number | null, number | null]>(
        source,
        `SELECT min("offset"), max("offset") FROM ${table}`,
      ).first() ?? [null, null];
      return { table, begin: begin ?? 0, end: (last ?? -1) + 1 };
    }),
  );
}

/** All reads see the same moment. */
function inReading<T>(connection: Connection, work: () => T): T {
  connection.exec('BEGIN');
  try {
    return work();
  } finally {
    connection.exec('COMMIT');
  }
}

export function syncFile(file: string): void {
  const descriptor = openSync(file, 'r+');
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}
