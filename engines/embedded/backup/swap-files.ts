import { existsSync, readFileSync } from 'node:fs';
import { mkdir, rename, unlink } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { z } from 'zod';
import { writeWhole } from '../folder-format.ts';
import { syncFolder } from './file-tools.ts';
import { backupsFolderName, namesIn, removeStaging } from './staging.ts';

/** What a restore is about to do. Once this is on disk it is done, if not by this program then by the next that opens the folder. */
const swapSchema = z.object({
  v: z.literal(1),
  /** Folders within `backups`. */
  staging: z.string().regex(/^\.[\w-]+$/),
  aside: z.string().regex(/^[\w.-]+$/),
  /** Files that make room, and files that come in. */
  out: z.array(z.string().regex(/^[\w.-]+$/)),
  in: z.array(z.string().regex(/^[\w.-]+$/)),
});
type Swap = z.infer<typeof swapSchema>;

const planName = 'restore.json';

/** What belongs to the log and to nothing else: without it, these are of another log. */
const ofTheLog = ['log.db', 'log.db-wal', 'log.db-shm', 'derived.db', 'derived.db-wal', 'derived.db-shm'];

export interface SwapOptions {
  readonly folder: string;
  /** Within the folder's `backups`, with everything written and synced. */
  readonly staging: string;
  /** What the folder that is made for the present files shall be called. */
  readonly asideName: string;
}

/**
 * Puts the staged files in place of the present ones, which are set aside. Hold the lock of the folder. A crash at any moment leaves the
 * old files, or a folder that `finishSwap` makes the new one of. Gives the folder where the old ones are.
 */
export async function swapFiles({ folder, staging, asideName }: SwapOptions): Promise<string> {
  const names = await namesIn(staging);
  const present = [...new Set([...ofTheLog, ...names])].filter((name) => existsSync(join(folder, name)));
  await syncFolder(staging);
  const plan: Swap = { v: 1, staging: basename(staging), aside: asideName, out: present, in: [...names] };
  writeWhole(join(folder, planName), `${JSON.stringify(plan)}\n`);
  await syncFolder(folder);
  await finishSwap(folder);
  return join(folder, backupsFolderName, asideName);
}

/** Completes a restore that was broken off; nothing where there was none. Hold the lock of the folder. */
export async function finishSwap(folder: string): Promise<void> {
  const file = join(folder, planName);
  if (!existsSync(file)) return;
  const plan = swapSchema.parse(JSON.parse(readFileSync(file, 'utf8')));
  const aside = join(folder, backupsFolderName, plan.aside);
  const staging = join(folder, backupsFolderName, plan.staging);
  await mkdir(aside, { recursive: true, mode: 0o700 });
  for (const name of plan.out) {
    // One that is there already was moved before the crash; what stands in its old place is new.
    if (!existsSync(join(aside, name)) && existsSync(join(folder, name))) await rename(join(folder, name), join(aside, name));
  }
  await syncFolder(aside);
  for (const name of plan.in) {
    if (existsSync(join(staging, name))) await rename(join(staging, name), join(folder, name));
  }
  await syncFolder(folder);
  await unlink(file);
  await syncFolder(folder);
  await removeStaging(staging);
}
