import { join } from 'node:path';
import { z } from 'zod';
import type { AtomicFile, AtomicFileOptions } from '../settings/atomic-file.ts';
import { openAtomicFile } from '../settings/atomic-file.ts';
import { backupsFolderOf } from './data-places.ts';

const lastBackupSchema = z.object({ v: z.literal(1), last: z.object({ file: z.string(), at: z.number() }).nullable() });
export type LastBackup = z.infer<typeof lastBackupSchema>;

/** Remembers when a backup was made from here the last time. It stays when another backup is restored. */
export function openLastBackup(
  dataFolder: string,
  options: Pick<AtomicFileOptions<unknown>, 'clock' | 'logger'>,
): Promise<AtomicFile<LastBackup>> {
  return openAtomicFile<LastBackup>({
    ...options,
    file: join(backupsFolderOf(dataFolder), 'last-backup.json'),
    what: 'the note of the last backup',
    parse: (content) => lastBackupSchema.safeParse(content).data,
    initial: { v: 1, last: null },
  });
}
