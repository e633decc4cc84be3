import { mkdir, mkdtemp, readdir, rmdir, unlink } from 'node:fs/promises';
import { join } from 'node:path';

/** Where backups of its own lie, what was replaced by a restore, and what is just being made. */
export const backupsFolderName = 'backups';

type Purpose = 'making' | 'checking';
const stagingName = /^\.(?:making|checking)-(\d+)-\w+$/;

/** A folder for this process alone, on the same disk as the data. */
export async function makeStaging(folder: string, purpose: Purpose): Promise<string> {
  const parent = join(folder, backupsFolderName);
  await mkdir(parent, { recursive: true, mode: 0o700 });
  return mkdtemp(join(parent, `.${purpose}-${process.pid}-`));
}

/** One level deep: nothing that is staged has folders. */
export async function removeStaging(staging: string): Promise<void> {
  for (const name of await namesIn(staging)) await unlink(join(staging, name));
  await rmdir(staging).catch(ignoreMissing);
}

/** Removes what programs left that were killed in the middle. */
export async function removeLeftOvers(folder: string): Promise<void> {
  const parent = join(folder, backupsFolderName);
  for (const name of await namesIn(parent)) {
    const pid = Number(stagingName.exec(name)?.[1] ?? 0);
    if (pid !== 0 && !isAlive(pid)) await removeStaging(join(parent, name));
  }
}

export async function namesIn(folder: string): Promise<readonly string[]> {
  try {
    return await readdir(folder);
  } catch (error) {
    ignoreMissing(error);
    return [];
  }
}

function ignoreMissing(error: unknown): void {
  if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) throw error;
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    // It is there, and somebody else's.
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}
