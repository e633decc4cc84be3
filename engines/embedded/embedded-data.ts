import { existsSync } from 'node:fs';
import { copyFile, mkdir, readdir, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import { Failure, messageOf } from '../../core/domain/failure.ts';
import type { LogContent } from './backup/backup-manifest.ts';
import { freeBytesOf, sha256Of, syncFolder } from './backup/file-tools.ts';
import { readLogContent } from './backup/log-content.ts';
import { syncFile } from './backup/log-copy.ts';
import { checkBackup } from './backup/restore-backup.ts';
import { writeBackup } from './backup/write-backup.ts';
import { lockDataFolder } from './data-folder.ts';
import { readFolderFormat } from './folder-format.ts';
import type { Migration } from './folder-migrations.ts';
import { logFileName } from './log-schema.ts';

interface FolderWish {
  readonly folder: string;
  readonly version: string;
  readonly clock: () => number;
}

/** Of this computer only while a program runs. */
const notCopied = /^(lock\.db.*|server\.json|location\.json|.*-shm)$/;

/** What can be done with a data folder as a whole; see `DataEngine` in main/data. */
export const embeddedData = {
  async prepareFolder({ folder, version, clock }: FolderWish): Promise<Migration | undefined> {
    // Nothing is made where nothing is: whoever needs the folder makes it.
    if (!existsSync(folder)) return undefined;
    const lock = await lockDataFolder({ folder, version, clock });
    await lock.release();
    return lock.migration;
  },
  writeBackup,
  checkBackup,
  readContent: (folder: string): Promise<LogContent> => readLogContent(join(folder, logFileName)),
  formatOf: readFolderFormat,
  freeBytesOf,
  async copyFolder({ folder, version, clock, to }: FolderWish & { readonly to: string }): Promise<void> {
    const lock = await lockDataFolder({ folder, version, clock });
    try {
      await copyFiles(folder, to);
    } catch (error) {
      await empty(to);
      const message = `The data could not be copied to ${to}: ${messageOf(error)}. They are where they were. Choose another folder and try again.`;
      throw new Failure('backup-failed', message, { cause: error });
    } finally {
      await lock.release();
    }
  },
};

async function copyFiles(folder: string, to: string): Promise<void> {
  await mkdir(to, { recursive: true, mode: 0o700 });
  const entries = (await readdir(folder, { withFileTypes: true })).filter((entry) => entry.isFile() && !notCopied.test(entry.name));
  for (const { name } of entries) {
    const [from, copy] = [join(folder, name), join(to, name)];
    await copyFile(from, copy);
    syncFile(copy);
    if ((await sha256Of(from)) !== (await sha256Of(copy))) throw new Error(`${name} was not copied as it is`);
  }
  await syncFolder(to);
}

/** What was begun there is of no use. */
async function empty(to: string): Promise<void> {
  for (const name of await readdir(to)) await unlink(join(to, name));
}
