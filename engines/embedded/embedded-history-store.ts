import { join } from 'node:path';
import { Failure } from '../../core/domain/failure.ts';
import type { HistoryReader, HistoryStore } from '../../core/ports/history-store.ts';
import type { DerivedOptions } from './derived-schema.ts';
import { derivedFileName, derivedFormat, openDerived, translatingDerived } from './derived-schema.ts';
import type { HistoryQueries } from './history-queries.ts';
import { createHistoryQueries, readBallotChunks } from './history-queries.ts';
import { createHistoryWriter } from './history-writes.ts';
import type { Connection } from './sqlite.ts';
import { inodeOf, newerFormat, openForReading, readNumber } from './sqlite.ts';

/** Opens derived.db for the one thread that writes history. Its calls run in that thread: keep it off the one that answers phones. */
export async function openEmbeddedHistory(options: DerivedOptions): Promise<HistoryStore> {
  const connection = await openDerived(options);
  return translatingDerived(() => {
    const queries = createHistoryQueries(connection);
    return {
      ...createHistoryWriter(connection),
      ...readingPart(() => queries),
      stop: async () => void connection.close(),
    };
  });
}

/**
 * Reads derived.db from any process beside its writer. Rejects with `history-unavailable`, retriable, while there is none.
 * Follows when the server has begun a new file.
 */
export async function openEmbeddedHistoryReader({ folder }: { readonly folder: string }): Promise<HistoryReader> {
  const file = join(folder, derivedFileName);
  let opened = openQueries(file);
  const queries = () => {
    if (inodeOf(file) === opened.inode) return opened.queries;
    const next = openQueries(file);
    opened.connection.close();
    opened = next;
    return opened.queries;
  };
  return { ...readingPart(queries), stop: async () => void opened.connection.close() };
}

function readingPart(queries: () => HistoryQueries): Omit<HistoryReader, 'stop'> {
  return {
    listPolls: async () => queries().listPolls(),
    findPoll: async (idOrCode) => queries().findPoll(idOrCode),
    readPartials: async (id) => queries().readPartials(id),
    readTimeline: async (range) => queries().readTimeline(range),
    countBallots: async (id) => queries().countBallots(id),
    readBallots: (id) => readBallotChunks(queries, id),
  };
}

interface OpenedQueries {
  readonly connection: Connection;
  readonly inode: number | undefined;
  readonly queries: HistoryQueries;
}

function openQueries(file: string): OpenedQueries {
  const inode = inodeOf(file);
  const connection = translatingDerived(() => openForReading(file));
  if (connection === undefined) throw noHistoryYet();
  try {
    const format = translatingDerived(() => readNumber(connection, 'PRAGMA user_version'));
    if (format > derivedFormat) throw newerFormat(file);
    if (format === 0) throw noHistoryYet();
    return { connection, inode, queries: translatingDerived(() => createHistoryQueries(connection)) };
  } catch (error) {
    connection.close();
    throw error;
  }
}

function noHistoryYet(): Failure {
  const message = 'There is no history in this data folder yet. It is made when the server runs; votes in the log are safe.';
  return new Failure('history-unavailable', message, { retriable: true, retryAfterSeconds: 1 });
}
