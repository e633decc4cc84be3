import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { lockDataFolder } from '../data-folder.ts';
import { formatText } from '../folder-format.ts';
import { logFileName } from '../log-schema.ts';
import type { BackupManifest, LogContent } from './backup-manifest.ts';
import { makeStaging, removeStaging } from './staging.ts';
import { readLogContent } from './log-content.ts';
import { readBackup } from './read-backup.ts';
import { syncFile } from './log-copy.ts';
import { swapFiles } from './swap-files.ts';
import { stampOf } from './stamp.ts';

/** A backup that was unpacked beside the data and checked; nothing was replaced. */
export interface CheckedBackup {
  readonly manifest: BackupManifest;
  /** What is in the data folder now, and would be set aside. */
  readonly current: LogContent;
  /**
   * Puts it in place. Gives the folder where the replaced files are. Failure `data-folder-busy` while a server works on the folder; then
   * nothing was changed. To be used once.
   */
  restore(): Promise<string>;
  /** Forgets it. */
  drop(): Promise<void>;
}

export interface CheckBackupOptions {
  readonly folder: string;
  readonly file: string;
  readonly version: string;
  readonly clock: () => number;
  readonly signal?: AbortSignal | undefined;
}

/** Reads a backup whole before anything is touched. Failure `backup-unusable`, `newer-format` or `cancelled`. */
export async function checkBackup({ folder, file, version, clock, signal }: CheckBackupOptions): Promise<CheckedBackup> {
  const staging = await makeStaging(folder, 'checking');
  try {
    const manifest = await readBackup({ file, staging, signal });
    const current = await readLogContent(join(folder, logFileName));
    return {
      manifest,
      current,
      async restore() {
        const lock = await lockDataFolder({ folder, version, clock });
        try {
          const format = join(staging, 'format.json');
          await writeFile(format, formatText(manifest.format), { mode: 0o600 });
          syncFile(format);
          return await swapFiles({ folder, staging, asideName: `before-restore-${stampOf(clock())}` });
        } finally {
          await lock.release();
        }
      },
      drop: () => removeStaging(staging),
    };
  } catch (error) {
    await removeStaging(staging);
    throw error;
  }
}
