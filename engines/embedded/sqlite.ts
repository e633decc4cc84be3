import Database from 'libsql';
import { existsSync, statSync } from 'node:fs';
import { Failure } from '../../core/domain/failure.ts';

export type Connection = Database.Database;

/** Whatever can be bound. Rows come in raw mode: arrays in the order of the columns. */
export type Value = string | number | null | Buffer;

export interface Query<Row extends readonly Value[]> {
  /** Reads to the end, so that no read transaction stays open. */
  all(...values: readonly Value[]): readonly Row[];
  first(...values: readonly Value[]): Row | undefined;
}

interface OpenOptions {
  /** FULL: a commit survives loss of power. NORMAL: it may be lost then, but the file is never torn. */
  readonly synchronous: 'FULL' | 'NORMAL';
  readonly busyTimeoutMs: number;
}

/** Opens for writing, in WAL mode. SQLite's own default would fail at once on a lock, so a timeout is always set. */
export function openForWriting(file: string, { synchronous, busyTimeoutMs }: OpenOptions): Connection {
  const connection = new Database(file, { timeout: busyTimeoutMs });
  try {
    connection.exec(`PRAGMA busy_timeout = ${busyTimeoutMs}`);
    connection.exec(`PRAGMA journal_mode = WAL`);
    connection.exec(`PRAGMA synchronous = ${synchronous}`);
    // On macOS fsync alone leaves data in the drive's cache. Elsewhere these two do nothing.
    connection.exec('PRAGMA fullfsync = ON');
    connection.exec('PRAGMA checkpoint_fullfsync = ON');
    return connection;
  } catch (error) {
    connection.close();
    throw error;
  }
}

/** Opens an existing file to read beside its writer, who is never kept waiting; undefined where there is none. */
export function openForReading(file: string): Connection | undefined {
  if (!existsSync(file)) return undefined;
  const connection = new Database(file, { timeout: 2000 });
  try {
    connection.exec('PRAGMA busy_timeout = 2000');
    connection.exec('PRAGMA query_only = ON');
    return connection;
  } catch (error) {
    connection.close();
    throw error;
  }
}

/**
 * An exclusive transaction that stays open until the connection is closed: the operating system gives the lock back when the process ends,
 * however it ends. Throws SQLite's error, SQLITE_BUSY where somebody else holds it for longer than `waitMs`.
 */
export function takeFileLock(file: string, waitMs: number): Connection {
  const connection = new Database(file, { timeout: waitMs });
  try {
    connection.exec(`PRAGMA busy_timeout = ${waitMs}`);
    connection.exec('PRAGMA journal_mode = DELETE');
    connection.exec('BEGIN EXCLUSIVE');
    return connection;
  } catch (error) {
    connection.close();
    throw error;
  }
}

/** Prepares a query whose columns are known to be `Row`. */
export function prepareQuery<Row extends readonly Value[]>(connection: Connection, sql: string): Query<Row> {
  const statement = connection.prepare(sql).raw();
  return {
    all: (...values) => statement.all(values) as Row[],
    first: (...values) => (statement.all(values) as Row[])[0],
  };
}

export function readNumber(connection: Connection, sql: string): number {
  const value = prepareQuery<[Value]>(connection, sql).first()?.[0];
  return typeof value === 'number' ? value : 0;
}

/** Runs `work` in one transaction; whatever it throws undoes all of it. */
export function inTransaction<T>(connection: Connection, work: () => T): T {
  connection.exec('BEGIN IMMEDIATE');
  try {
    const result = work();
    connection.exec('COMMIT');
    return result;
  } catch (error) {
    rollBack(connection);
    throw error;
  }
}

/** SQLite has rolled back by itself after some errors (a full disk): then there is nothing left to undo. */
export function rollBack(connection: Connection): void {
  if (connection.inTransaction) connection.exec('ROLLBACK');
}

/** SQLite's name for an error (SQLITE_FULL, SQLITE_IOERR_WRITE), or undefined where another part threw it. */
export function sqliteCodeOf(error: unknown): string | undefined {
  if (error instanceof Database.SqliteError) return error.code;
  // The driver reports a failed opening without its error class.
  return error instanceof Error && error.message.startsWith('ConnectionFailed') ? 'SQLITE_CANTOPEN' : undefined;
}

export function isDamage(error: unknown): boolean {
  const code = sqliteCodeOf(error);
  return code !== undefined && (code.startsWith('SQLITE_NOTADB') || code.startsWith('SQLITE_CORRUPT'));
}

/** Tells whether a path still means the same file; undefined where there is none. */
export function inodeOf(file: string): number | undefined {
  return statSync(file, { throwIfNoEntry: false })?.ino;
}

export function newerFormat(file: string): Failure {
  return new Failure(
    'newer-format',
    `${file} was written by a newer version of Kpoll. Nothing was changed and no vote is lost. Start that version, or a newer one, with this data folder.`,
  );
}
