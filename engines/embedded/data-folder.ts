import { existsSync, mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { Failure, messageOf } from '../../core/domain/failure.ts';
import { removeLeftOvers } from './backup/staging.ts';
import { finishSwap } from './backup/swap-files.ts';
import { dataFolderFormat, hasFolderFormat, readFolderFormat, writeFolderFormat } from './folder-format.ts';
import type { Migration } from './folder-migrations.ts';
import { migrateFolder } from './folder-migrations.ts';
import { logFileName } from './log-schema.ts';
import type { Connection } from './sqlite.ts';
import { newerFormat, sqliteCodeOf, takeFileLock } from './sqlite.ts';

export interface DataFolderLock {
  /** What was done to bring the folder to today's format. */
  readonly migration: Migration | undefined;
  release(): Promise<void>;
}

export interface LockOptions {
  readonly folder: string;
  /** Of this Kpoll, for the backup before a migration. */
  readonly version?: string;
  readonly clock?: () => number;
}

/**
 * Makes the folder, checks that it can be written and locks it for this process: kill -9 frees it. Completes a restore that was broken
 * off, and brings a folder of an older format to today's, after a backup. Rejects with `data-folder-unusable`, `data-folder-busy`,
 * `newer-format` or `backup-failed`.
 */
export async function lockDataFolder({ folder, version = 'unknown', clock = Date.now }: LockOptions): Promise<DataFolderLock> {
  orUnusable(folder, () => makeFolder(folder));
  const connection = takeLock(folder);
  try {
    await finishSwap(folder).catch((error: unknown) => {
      throw unusable(folder, error);
    });
    const migration = await prepareFormat({ folder, version, clock });
    await removeLeftOvers(folder);
    return { migration, release: async () => void connection.close() };
  } catch (error) {
    connection.close();
    throw error;
  }
}

async function prepareFormat({ folder, version, clock }: Required<LockOptions>): Promise<Migration | undefined> {
  const hasNothing = !hasFolderFormat(folder) && !existsSync(join(folder, logFileName));
  if (hasNothing) {
    orUnusable(folder, () => writeFolderFormat(folder, dataFolderFormat));
    return undefined;
  }
  const format = orUnusable(folder, () => readFolderFormat(folder));
  if (format > dataFolderFormat) throw newerFormat(folder);
  return format === dataFolderFormat ? undefined : migrateFolder({ folder, from: format, version, clock });
}

/** Step by step: the recursive mkdir of Node never ends where a file system (such as /proc) answers ENOENT below a folder that is there. */
function makeFolder(folder: string): void {
  if (existsSync(folder)) return;
  makeFolder(dirname(folder));
  mkdirSync(folder, { mode: 0o700 });
}

function takeLock(folder: string): Connection {
  try {
    return takeFileLock(join(folder, 'lock.db'), 0);
  } catch (error) {
    if (sqliteCodeOf(error)?.startsWith('SQLITE_BUSY') === true) throw busy(folder);
    throw unusable(folder, error);
  }
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
