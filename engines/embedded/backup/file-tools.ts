import { createHash } from 'node:crypto';
import { createReadStream, promises } from 'node:fs';
import { open } from 'node:fs/promises';

export async function sha256Of(file: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(file)) hash.update(chunk as Buffer);
  return hash.digest('hex');
}

/** What was renamed or made in a folder is there after a loss of power only once this is done. Windows knows no such thing. */
export async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return;
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** Bytes that this account may still write to the disk of a folder; undefined where the system does not say. */
export async function freeBytesOf(folder: string): Promise<number | undefined> {
  // Not there before Node 18.15.
  const statfs = promises.statfs as typeof promises.statfs | undefined;
  if (statfs === undefined) return undefined;
  const { bavail, bsize } = await statfs(folder);
  return bavail * bsize;
}
