import { randomBytes } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { chmod, copyFile, mkdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { pipeline, Readable } from 'node:stream';
import { promisify } from 'node:util';
import { createGzip } from 'node:zlib';
import { Failure, messageOf } from '../../../core/domain/failure.ts';
import { readFolderFormat } from '../folder-format.ts';
import { logFileName } from '../log-schema.ts';
import type { BackedUpFile, BackupManifest } from './backup-manifest.ts';
import { backedUpFiles, backupFormat, manifestName } from './backup-manifest.ts';
import { sha256Of, syncFolder } from './file-tools.ts';
import { copyLog, syncFile } from './log-copy.ts';
import { readLogContent } from './log-content.ts';
import { makeStaging, removeStaging } from './staging.ts';

export interface WriteBackupOptions {
  readonly folder: string;
  /** A file of that name is replaced, once the new one is whole. */
  readonly file: string;
  /** Of this Kpoll. */
  readonly version: string;
  readonly clock: () => number;
  readonly signal?: AbortSignal | undefined;
  /** 0 to 1. */
  readonly onProgress?: ((share: number) => void) | undefined;
  readonly isIdle?: boolean;
}

export interface WrittenBackup {
  readonly manifest: BackupManifest;
  readonly sizeBytes: number;
}

/** Of the time it takes, about this share goes into copying; packing takes the rest. */
const copyingShare = 0.5;

/**
 * Writes all that a data folder cannot make again into one file (tar, gzip) of mode 0600, also while a server works on the folder. It holds the
 * keys of the server. Failure `cancelled` or `backup-failed`; then there is no new file.
 */
export async function writeBackup(options: WriteBackupOptions): Promise<WrittenBackup> {
  const { folder, file, signal, onProgress } = options;
  const part = `${file}.${randomBytes(4).toString('hex')}.part`;
  let staging: string | undefined;
  try {
    staging = await makeStaging(folder, 'making');
    const manifest = await stage(options, staging);
    await mkdir(dirname(file), { recursive: true, mode: 0o700 });
    await pack({ staging, manifest, file: part, signal, onProgress: (share) => onProgress?.(copyingShare + share * (1 - copyingShare)) });
    await rename(part, file);
    await syncFolder(dirname(file));
    return { manifest, sizeBytes: (await stat(file)).size };
  } catch (error) {
    await removeIfThere(part);
    if (signal?.aborted === true) throw new Failure('cancelled', 'The backup was cancelled. Nothing was saved.', { cause: error });
    throw error instanceof Failure ? error : failed(file, error);
  } finally {
    if (staging !== undefined) await removeStaging(staging);
  }
}

/** Everything as of one moment, in a folder of its own. */
async function stage({ folder, version, clock, signal, onProgress, isIdle }: WriteBackupOptions, staging: string): Promise<BackupManifest> {
  const createdAt = clock();
  await copyLog({
    ...{ from: join(folder, logFileName), to: join(staging, logFileName), signal, isIdle: isIdle ?? false },
    onProgress: (share) => onProgress?.(share * copyingShare),
  });
  const names: BackedUpFile[] = [];
  for (const name of backedUpFiles) {
    if (name === logFileName || (await copyIfThere(join(folder, name), join(staging, name)))) names.push(name);
  }
  const files = [];
  for (const name of names) {
    const path = join(staging, name);
    files.push({ name, sizeBytes: (await stat(path)).size, sha256: await sha256Of(path) });
  }
  const content = await readLogContent(join(staging, logFileName));
  const format = readFolderFormat(folder);
  const manifest: BackupManifest = { v: backupFormat, kind: 'kpoll-backup', format, createdAt, version, content, files };
  await writeFile(join(staging, manifestName), `${JSON.stringify(manifest, null, 2)}\n`, { mode: 0o600 });
  return manifest;
}

async function copyIfThere(from: string, to: string): Promise<boolean> {
  try {
    await copyFile(from, to);
    await chmod(to, 0o600);
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return false;
    throw error;
  }
}

interface Packing {
  readonly staging: string;
  readonly manifest: BackupManifest;
  readonly file: string;
  readonly signal: AbortSignal | undefined;
  readonly onProgress: (share: number) => void;
}

/** The list of contents comes first, so that whoever reads the file knows what to expect. */
async function pack({ staging, manifest, file, signal, onProgress }: Packing): Promise<void> {
  const { create } = await import('tar');
  const names = [manifestName, ...manifest.files.map(({ name }) => name)];
  const total = manifest.files.reduce((sum, { sizeBytes }) => sum + sizeBytes, 1);
  const archive = create({ cwd: staging, portable: true, strict: true }, names);
  async function* watched() {
    let bytes = 0;
    for await (const chunk of archive as AsyncIterable<Buffer>) {
      if (signal?.aborted === true) throw new Failure('cancelled', 'The backup was cancelled. Nothing was saved.');
      bytes += chunk.length;
      onProgress(Math.min(1, bytes / total));
      yield chunk;
    }
  }
  await promisify(pipeline)(Readable.from(watched()), createGzip({ level: 4 }), createWriteStream(file, { flags: 'wx', mode: 0o600 }));
  syncFile(file);
}

async function removeIfThere(file: string): Promise<void> {
  try {
    await rm(file, { force: true });
  } catch (error) {
    // Where there is no such folder, there is no such file.
    if (!(error instanceof Error && 'code' in error && error.code === 'ENOTDIR')) throw error;
  }
}

const noSpace = new Set(['ENOSPC', 'EDQUOT', 'EFBIG']);

function failed(file: string, error: unknown): Failure {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  const why = noSpace.has(code) || code.startsWith('SQLITE_FULL') ? 'there is not enough free space' : messageOf(error);
  const message = `The backup ${file} could not be written: ${why}. No file was left behind, and votes are not concerned. Choose another place and try again.`;
  return new Failure('backup-failed', message, { cause: error });
}
