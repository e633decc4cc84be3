import { renameSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { Failure, messageOf } from '../../core/domain/failure.ts';
import type { Connection } from './sqlite.ts';
import { inTransaction, isDamage, newerFormat, openForWriting, readNumber, sqliteCodeOf, takeFileLock } from './sqlite.ts';

export const derivedFileName = 'derived.db';
const openingLockName = 'derived-opening.db';

/** Raised when an older Kpoll could no longer read the file. */
export const derivedFormat = 1;

/** Two threads write here; one waits for the other's transaction this long. A large checkpoint of the tally takes seconds. */
const busyTimeoutMs = 60_000;
const betweenAttemptsMs = 20;

/**
 * Pages of the write-ahead log after which it is copied into the file: 32 MB. Voters come in random order, so each batch
 * touches many pages; copying them seldom nearly doubles what can be written.
 */
const pagesPerCheckpoint = 8_000;

/**
 * Ballots are not WITHOUT ROWID, on purpose: rows then go to the end of the table, and only the small index is touched at
 * random places.
 */
const schema = `
  CREATE TABLE polls (id TEXT PRIMARY KEY, version INTEGER NOT NULL, created_at INTEGER NOT NULL, body TEXT NOT NULL) WITHOUT ROWID;
  CREATE TABLE runs (id INTEGER PRIMARY KEY, poll TEXT NOT NULL, run INTEGER NOT NULL, UNIQUE (poll, run));
  CREATE TABLE seen_runs (run_id INTEGER, partition INTEGER, marker TEXT NOT NULL, closed_at INTEGER, PRIMARY KEY (run_id, partition)) WITHOUT ROWID;
  CREATE TABLE ballots (
    id INTEGER PRIMARY KEY,
    run_id INTEGER NOT NULL, partition INTEGER NOT NULL, bucket INTEGER NOT NULL, voter TEXT NOT NULL,
    vote TEXT NOT NULL, rank INTEGER NOT NULL, time INTEGER NOT NULL, choice TEXT NOT NULL,
    UNIQUE (run_id, partition, bucket, voter)
  );
  CREATE TABLE timeline (
    run_id INTEGER, partition INTEGER, second INTEGER,
    "offset" INTEGER NOT NULL, counts TEXT NOT NULL, voters INTEGER NOT NULL, duplicates INTEGER NOT NULL,
    PRIMARY KEY (run_id, partition, second)
  ) WITHOUT ROWID;
  CREATE TABLE partials (
    run_id INTEGER, partition INTEGER, fold_version INTEGER NOT NULL, "offset" INTEGER NOT NULL, body TEXT NOT NULL,
    PRIMARY KEY (run_id, partition)
  ) WITHOUT ROWID;
  CREATE TABLE positions (topic TEXT, partition INTEGER, "offset" INTEGER NOT NULL, PRIMARY KEY (topic, partition)) WITHOUT ROWID;
  CREATE TABLE tally_states (partition INTEGER PRIMARY KEY, fold_version INTEGER NOT NULL, body TEXT NOT NULL);
  CREATE TABLE tally_batches (id INTEGER PRIMARY KEY, partition INTEGER NOT NULL, run TEXT NOT NULL, body TEXT NOT NULL);
  CREATE INDEX tally_batches_of_run ON tally_batches (partition, run);
  PRAGMA user_version = ${derivedFormat};
`;

/**
 * Where the tally keeps its fold: ballots in batches of binary rows (core/domain/ballots). They came after the tables tally_states and
 * tally_batches, which held them as JSON. Those stay, empty: an older Kpoll that opens the file finds no state and counts the log anew.
 */
const tallySchema = `
  CREATE TABLE IF NOT EXISTS tally_folds (partition INTEGER PRIMARY KEY, fold_version INTEGER NOT NULL, body TEXT NOT NULL);
  CREATE TABLE IF NOT EXISTS tally_ballots (id INTEGER PRIMARY KEY, partition INTEGER NOT NULL, run TEXT NOT NULL, names TEXT NOT NULL, rows BLOB NOT NULL);
  CREATE INDEX IF NOT EXISTS tally_ballots_of_run ON tally_ballots (partition, run);
`;

export interface DerivedOptions {
  readonly folder: string;
  /** Told, in a sentence, when a damaged file was set aside. */
  readonly onNotice?: (message: string) => void;
}

/**
 * Opens derived.db for writing and makes what is missing. All in it follows from the log, so a damaged file is set aside
 * and begun anew; one of a newer version is left alone (`newer-format`).
 */
export async function openDerived(options: DerivedOptions): Promise<Connection> {
  const deadline = Date.now() + busyTimeoutMs;
  for (;;) {
    try {
      return openAlone(options);
    } catch (error) {
      if (error instanceof Failure) throw error;
      // Somebody else writes, or opens.
      const passes = sqliteCodeOf(error)?.startsWith('SQLITE_BUSY') === true;
      if (!passes || Date.now() > deadline) throw historyUnavailable(error);
      await delay(betweenAttemptsMs);
    }
  }
}

/**
 * Threads and programs open one after another: SQLite does not wait for a lock to begin a write-ahead log, and what belongs to a damaged
 * file must be set aside whole before anybody begins a new one.
 */
function openAlone({ folder, onNotice }: DerivedOptions): Connection {
  const file = join(folder, derivedFileName);
  const lock = takeLock(folder);
  try {
    return openAndPrepare(file);
  } catch (error) {
    if (!isDamage(error)) throw error;
    setAside(file, onNotice);
    return openAndPrepare(file);
  } finally {
    lock.close();
  }
}

/** A damaged lock says nothing of the file that it protects. */
function takeLock(folder: string): Connection {
  try {
    return takeFileLock(join(folder, openingLockName), busyTimeoutMs);
  } catch (error) {
    throw isDamage(error) ? historyUnavailable(error) : error;
  }
}

function openAndPrepare(file: string): Connection {
  const connection = openForWriting(file, { synchronous: 'NORMAL', busyTimeoutMs });
  try {
    connection.exec('PRAGMA cache_size = -16000');
    connection.exec(`PRAGMA wal_autocheckpoint = ${pagesPerCheckpoint}`);
    connection.exec('PRAGMA journal_size_limit = 67108864');
    inTransaction(connection, () => {
      const format = readNumber(connection, 'PRAGMA user_version');
      if (format > derivedFormat) throw newerFormat(file);
      if (format === 0) connection.exec(schema);
      connection.exec(tallySchema);
    });
    return connection;
  } catch (error) {
    connection.close();
    throw error;
  }
}

function setAside(file: string, onNotice: DerivedOptions['onNotice']): void {
  const aside = `${file}.damaged-${new Date().toISOString().replaceAll(':', '-')}`;
  if (!renameIfThere(file, aside)) return;
  for (const part of ['-wal', '-shm']) renameIfThere(file + part, aside + part);
  onNotice?.(`${file} is damaged. It was set aside as ${aside} and is being rebuilt from the log; no vote is lost.`);
}

function renameIfThere(from: string, to: string): boolean {
  try {
    renameSync(from, to);
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return false;
    throw error;
  }
}

/** What any error of derived.db means to those above. */
export function historyUnavailable(error: unknown): Failure {
  const message = `The history on this computer's disk cannot be used (${messageOf(error)}). Votes in the log are safe. Check the free space of the disk, then try again.`;
  return new Failure('history-unavailable', message, { retriable: true, cause: error });
}

export function translatingDerived<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw error instanceof Failure ? error : historyUnavailable(error);
  }
}
