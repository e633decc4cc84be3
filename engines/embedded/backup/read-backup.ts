import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { open, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createGunzip } from 'node:zlib';
import { Failure, messageOf } from '../../../core/domain/failure.ts';
import { dataFolderFormat } from '../folder-format.ts';
import type { ArchiveEntry } from './archive-reader.ts';
import { readArchive } from './archive-reader.ts';
import type { BackupManifest } from './backup-manifest.ts';
import { manifestName, parseManifest, unusableBackup } from './backup-manifest.ts';
import { checkUnpacked } from './check-unpacked.ts';
import { freeBytesOf } from './file-tools.ts';

export interface ReadBackupOptions {
  readonly file: string;
  /** An empty folder, which is filled; whoever made it removes it, also after a failure. */
  readonly staging: string;
  readonly signal?: AbortSignal | undefined;
}

const longestManifest = 64 * 1024;
/** Left on the disk, so that votes go on being taken while a backup is looked at. */
const leftFreeBytes = 64 * 1024 * 1024;

/**
 * Unpacks a backup and checks everything: only files that the list of contents names, each of the size and hash that it says, and
 * a log that holds what it says. Never writes outside of `staging`, nor more than the disk has room for. Failure `backup-unusable`,
 * `newer-format` or `cancelled`.
 */
export async function readBackup({ file, staging, signal }: ReadBackupOptions): Promise<BackupManifest> {
  const packed = createReadStream(file);
  const unpacked = packed.pipe(createGunzip());
  let unreadable: Error | undefined;
  packed.on('error', (error) => unpacked.destroy(error));
  // Before the first read nobody else listens, and an error that nobody listens to ends the process.
  unpacked.on('error', (error) => (unreadable ??= error));
  try {
    const manifest = await unpackInto(staging, readArchive(unpacked), signal);
    await checkUnpacked(staging, manifest);
    return manifest;
  } catch (error) {
    if (isFullDisk(error)) throw noRoom(error);
    if (error instanceof Failure && unreadable === undefined) throw error;
    const cause = unreadable ?? error;
    throw unusableBackup(`it cannot be read, is damaged, or no backup of Kpoll (${messageOf(cause)})`, cause);
  } finally {
    packed.destroy();
    unpacked.destroy();
  }
}

async function unpackInto(staging: string, entries: AsyncIterable<ArchiveEntry>, signal: AbortSignal | undefined): Promise<BackupManifest> {
  let manifest: BackupManifest | undefined;
  const missing = new Map<string, BackupManifest['files'][number]>();
  for await (const entry of entries) {
    if (manifest === undefined) {
      manifest = await readManifest(entry);
      for (const file of manifest.files) missing.set(file.name, file);
      await checkRoom(staging, manifest);
      continue;
    }
    const expected = missing.get(entry.name);
    if (expected === undefined) throw unusableBackup(`it holds "${entry.name.slice(0, 100)}", which does not belong there`);
    if (entry.sizeBytes !== expected.sizeBytes) throw unusableBackup(`${expected.name} in it has not the size that it should have`);
    missing.delete(entry.name);
    // The name is one of ours, not the archive's: nothing can lead elsewhere.
    const sha256 = await save(entry, join(staging, expected.name), signal);
    if (sha256 !== expected.sha256) throw unusableBackup(`${expected.name} in it is damaged`);
  }
  if (manifest === undefined) throw unusableBackup('it is empty');
  const [lost] = missing.keys();
  if (lost !== undefined) throw unusableBackup(`${lost} is missing in it`);
  return manifest;
}

async function readManifest(entry: ArchiveEntry): Promise<BackupManifest> {
  if (entry.name !== manifestName || entry.sizeBytes > longestManifest) throw unusableBackup('it is no backup of Kpoll');
  const chunks: Buffer[] = [];
  for await (const chunk of entry.content) chunks.push(chunk);
  return parseManifest(Buffer.concat(chunks).toString('utf8'), dataFolderFormat);
}

async function checkRoom(staging: string, { files }: BackupManifest): Promise<void> {
  const wanted = files.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
  const free = await freeBytesOf(staging);
  if (free !== undefined && wanted + leftFreeBytes > free) throw noRoom();
}

/** Gives the hash. */
async function save({ content }: ArchiveEntry, file: string, signal: AbortSignal | undefined): Promise<string> {
  const hash = createHash('sha256');
  await writeFile(file, '', { flag: 'wx', mode: 0o600 });
  const handle = await open(file, 'r+');
  try {
    for await (const chunk of content) {
      if (signal?.aborted === true) throw new Failure('cancelled', 'It was cancelled. Nothing was changed.');
      hash.update(chunk);
      await handle.writeFile(chunk);
    }
    await handle.sync();
  } finally {
    await handle.close();
  }
  return hash.digest('hex');
}

function isFullDisk(error: unknown): boolean {
  return error instanceof Error && 'code' in error && ['ENOSPC', 'EDQUOT', 'EFBIG'].includes(String(error.code));
}

function noRoom(cause?: unknown): Failure {
  return unusableBackup('the disk of the data folder has not enough free space to unpack it', cause, 'Free some space, and try again.');
}
