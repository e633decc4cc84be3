import { existsSync } from 'node:fs';
import { unlink } from 'node:fs/promises';
import { join } from 'node:path';
import { Failure, messageOf } from '../../core/domain/failure.ts';
import { backupExtension } from './backup/backup-manifest.ts';
import { stampOf } from './backup/stamp.ts';
import { backupsFolderName, namesIn } from './backup/staging.ts';
import { writeBackup } from './backup/write-backup.ts';
import { derivedFileName, openDerived } from './derived-schema.ts';
import { dataFolderFormat, writeFolderFormat } from './folder-format.ts';
import { logFileName } from './log-schema.ts';
import { convertOldStates } from './old-tally-states.ts';
import { isDamage } from './sqlite.ts';

/**
 * What brings a folder from the format before to the one it is named by. Each may be done twice: a crash between a step and its note
 * in format.json has it done again.
 */
const steps: Readonly<Record<number, (folder: string) => Promise<void>>> = {
  /** Ballots of the tally in rows, no longer as JSON. From here on a restore may be unfinished (restore.json), which the first Kpoll cannot know. */
  2: async (folder) => {
    if (!existsSync(join(folder, derivedFileName))) return;
    const connection = await openDerived({ folder });
    try {
      convertOldStates(connection);
    } finally {
      connection.close();
    }
  },
};

const keptBackups = 3;

export interface MigrationOptions {
  readonly folder: string;
  readonly from: number;
  readonly version: string;
  readonly clock: () => number;
}

/** What was done to a folder when it was opened. */
export interface Migration {
  readonly from: number;
  readonly to: number;
  /** Of the folder as it was; null where there were no votes to save. */
  readonly backup: string | null;
}

/** Saves a backup, then does all steps. Hold the lock of the folder. A failure leaves the folder in a format that is known. */
export async function migrateFolder({ folder, from, version, clock }: MigrationOptions): Promise<Migration> {
  const backup = existsSync(join(folder, logFileName)) ? nameOf(folder, from, clock()) : null;
  if (backup !== null) {
    await writeBackup({ folder, file: backup, version, clock, isIdle: true }).catch((error: unknown) => {
      throw ofDamagedLog(folder, error) ?? error;
    });
    await removeOldest(folder);
  }
  for (let format = from + 1; format <= dataFolderFormat; format += 1) {
    await steps[format]?.(folder);
    writeFolderFormat(folder, format);
  }
  return { from, to: dataFolderFormat, backup };
}

/** What does not pass by choosing another place. */
function ofDamagedLog(folder: string, error: unknown): Failure | undefined {
  const cause = error instanceof Error ? error.cause : undefined;
  if (!isDamage(cause)) return undefined;
  const file = join(folder, logFileName);
  const message = `${file} is damaged (${messageOf(cause)}). It holds the votes, so it was left as it is. Put back a copy of it, or start with another data folder.`;
  return new Failure('data-folder-unusable', message, { cause });
}

const prefix = 'before-format-';

function nameOf(folder: string, from: number, now: number): string {
  return join(folder, backupsFolderName, `${prefix}${stampOf(now)}-from-${from}${backupExtension}`);
}

async function removeOldest(folder: string): Promise<void> {
  const parent = join(folder, backupsFolderName);
  const own = (await namesIn(parent)).filter((name) => name.startsWith(prefix) && name.endsWith(backupExtension)).sort();
  for (const name of own.slice(0, -keptBackups)) await unlink(join(parent, name));
}
