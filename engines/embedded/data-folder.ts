import { closeSync, existsSync, fsyncSync, mkdirSync, openSync, readFileSync, renameSync, writeSync } from 'node:fs';
import { dirname, join } from 'node:path';
import Database from 'libsql';
import { Failure, messageOf } from '../../core/domain/failure.ts';
import type { Connection } from './sqlite.ts';
import { newerFormat, sqliteCodeOf } from './sqlite.ts';

export const dataFolderFormat = 1;

export interface DataFolderLock {
  release(): Promise<void>;
}

/**
 * Makes the folder, checks that it can be written and is of a format known here, and locks it for this process: kill -9
 * frees it. Rejects with `data-folder-unusable`, `data-folder-busy` or `newer-format`.
 */
export async function lockDataFolder({ folder }: { readonly folder: string }): Promise<DataFolderLock> {
  orUnusable(folder, () => makeFolder(folder));
  const connection = takeLock(folder);
  try {
    checkFormat(folder);
  } catch (error) {
    connection.close();
    throw error;
  }
  return { release: async () => void connection.close() };
}

/** Step by step: the recursive mkdir of Node never ends where a file system (such as /proc) answers ENOENT below a folder that is there. */
function makeFolder(folder: string): void {
  if (existsSync(folder)) return;
  makeFolder(dirname(folder));
  mkdirSync(folder, { mode: 0o700 });
}

/** An exclusive transaction that stays open: the operating system gives the lock back when the process ends, however it ends. */
function takeLock(folder: string): Connection {
  const file = join(folder, 'lock.db');
  const connection = orUnusable(folder, () => new Database(file, { timeout: 0 }));
  try {
    connection.exec('PRAGMA journal_mode = DELETE');
    connection.exec('BEGIN EXCLUSIVE');
    return connection;
  } catch (error) {
    connection.close();
    if (sqliteCodeOf(error)?.startsWith('SQLITE_BUSY') === true) throw busy(folder);
    throw unusable(folder, error);
  }
}

function checkFormat(folder: string): void {
  const file = join(folder, 'format.json');
  if (!existsSync(file)) {
    orUnusable(folder, () => writeWhole(file, `${JSON.stringify({ v: dataFolderFormat })}\n`));
    return;
  }
  const version = orUnusable(folder, () => versionIn(readFileSync(file, 'utf8')));
  if (version > dataFolderFormat) throw newerFormat(folder);
}

function versionIn(text: string): number {
  const body: unknown = JSON.parse(text);
  if (typeof body === 'object' && body !== null && 'v' in body && typeof body.v === 'number') return body.v;
  throw new Error('format.json does not say a version');
}

/** Written beside and renamed, so that a crash leaves the whole file or none. */
function writeWhole(file: string, text: string): void {
  const descriptor = openSync(`${file}.new`, 'w', 0o644);
  try {
    writeSync(descriptor, text);
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
  renameSync(`${file}.new`, file);
}

function orUnusable<T>(folder: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw unusable(folder, error);
  }
}

function unusable(folder: string, error: unknown): Failure {
  const message = `The data folder ${folder} cannot be used (${messageOf(error)}). Nothing was started and nothing changed. Choose another folder with --data, or make this one writable.`;
  return new Failure('data-folder-unusable', message, { cause: error });
}

function busy(folder: string): Failure {
  const message = `Another Kpoll server is using the data folder ${folder}. It goes on taking votes; this one was not started. Stop the other one first, or choose another folder with --data.`;
  return new Failure('data-folder-busy', message);
}
