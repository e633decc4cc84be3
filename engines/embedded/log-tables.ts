import { join } from 'node:path';
import { Failure, messageOf } from '../../core/domain/failure.ts';
import type { LogRecord, TopicName } from '../../core/ports/event-log.ts';
import type { PartitionCounts } from './log-schema.ts';
import { prepareRecordQuery } from './log-records.ts';
import { logFileName, logFormat, readPartitionCounts, tableOf, topicNames } from './log-schema.ts';
import type { Connection, Query } from './sqlite.ts';
import { inodeOf, isDamage, newerFormat, openForReading, prepareQuery, readNumber, sqliteCodeOf } from './sqlite.ts';

interface PartitionQueries {
  readonly read: (from: number) => readonly LogRecord[];
  readonly begin: Query<[number | null]>;
  readonly end: Query<[number | null]>;
}

/** Plain reads of log.db, each a short transaction of its own. Errors are Failures. */
export interface LogTables {
  readonly counts: PartitionCounts;
  begin(topic: TopicName, partition: number): number;
  end(topic: TopicName, partition: number): number;
  read(topic: TopicName, partition: number, from: number): readonly LogRecord[];
  /** Whether any process has committed something since the last look, or reading goes wrong: then reads will say so. */
  look(): boolean;
  close(): void;
}

/** Throws `log-unavailable` while there is no log (yet). */
export function openLogTables(folder: string): LogTables {
  const file = join(folder, logFileName);
  const connection = translated(() => openForReading(file));
  if (connection === undefined) throw noLogYet();
  try {
    const format = translated(() => readNumber(connection, 'PRAGMA user_version'));
    if (format > logFormat) throw newerFormat(file);
    if (format === 0) throw noLogYet();
    return createLogTables(connection, file);
  } catch (error) {
    connection.close();
    throw error;
  }
}

function createLogTables(connection: Connection, file: string): LogTables {
  const counts = translated(() => readPartitionCounts(connection));
  const queries = new Map(
    topicNames.map((topic) => [
      topic,
      Array.from({ length: counts[topic] }, (_, partition) => prepareQueries(connection, topic, partition)),
    ]),
  );
  const version = prepareQuery<[number]>(connection, 'PRAGMA data_version');
  const of = (topic: TopicName, partition: number) => {
    const found = queries.get(topic)?.[partition];
    if (found === undefined) throw new RangeError(`topic ${topic} has no partition ${partition}`);
    return found;
  };
  const end = (topic: TopicName, partition: number) => (of(topic, partition).end.first()?.[0] ?? -1) + 1;
  const inode = inodeOf(file);
  let replaced = false;
  let seen: number | undefined;
  const lookAt = () => {
    replaced = inodeOf(file) !== inode;
    return replaced ? undefined : orUndefined(() => version.first()?.[0]);
  };
  return {
    counts,
    end: (topic, partition) => translated(() => end(topic, partition)),
    begin: (topic, partition) => translated(() => of(topic, partition).begin.first()?.[0] ?? end(topic, partition)),
    read(topic, partition, from) {
      if (replaced) throw anotherLog();
      return translated(() => of(topic, partition).read(from));
    },
    look() {
      const before = seen;
      seen = lookAt();
      return seen === undefined || seen !== before;
    },
    close: () => void connection.close(),
  };
}

function prepareQueries(connection: Connection, topic: TopicName, partition: number): PartitionQueries {
  const table = tableOf(topic, partition);
  return {
    read: prepareRecordQuery(connection, table, partition),
    begin: prepareQuery(connection, `SELECT min("offset") FROM ${table}`),
    end: prepareQuery(connection, `SELECT max("offset") FROM ${table}`),
  };
}

/** Looking at the file goes wrong for the reasons that reading does, and reading tells them. */
function orUndefined<T>(work: () => T): T | undefined {
  try {
    return work();
  } catch (error) {
    if (sqliteCodeOf(error) === undefined) throw error;
    return undefined;
  }
}

function translated<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (error instanceof RangeError) throw error;
    if (isDamage(error)) throw damaged(error);
    const message = `The log on this computer's disk cannot be read (${messageOf(error)}). What is shown stands still meanwhile; votes in the log are safe. Check the disk.`;
    throw new Failure('log-unavailable', message, { retriable: true, cause: error });
  }
}

/** It does not pass by itself, so it is not tried again. */
function damaged(cause: unknown): Failure {
  const message = `The log on this computer's disk is damaged (${messageOf(cause)}). It holds the votes, so it is left as it is, and what cannot be read is not counted on. Stop the server and put back a copy of log.db.`;
  return new Failure('data-folder-unusable', message, { cause });
}

function anotherLog(): Failure {
  const message =
    'The log file was removed or replaced while it was being read, so what is shown is not counted on. Put the file back if that was not meant, and start again.';
  return new Failure('log-incomplete', message);
}

function noLogYet(): Failure {
  return new Failure('log-unavailable', 'There is no log in this data folder yet. Start the server that takes the votes; it makes one.', {
    retriable: true,
    retryAfterSeconds: 1,
  });
}
