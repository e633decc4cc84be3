import { closeSync, existsSync, fsyncSync, openSync, readFileSync, renameSync, writeSync } from 'node:fs';
import { join } from 'node:path';

/**
 * The number of the data folder's format, in `format.json`. Raised when an older Kpoll could no longer work with the folder; each raise
 * has a step in folder-migrations.ts.
 */
export const dataFolderFormat = 2;
export const firstFormat = 1;

const fileName = 'format.json';

/** A folder that does not say is of the first format. Throws where the file says no number. */
export function readFolderFormat(folder: string): number {
  const file = join(folder, fileName);
  return existsSync(file) ? versionIn(readFileSync(file, 'utf8')) : firstFormat;
}

export function hasFolderFormat(folder: string): boolean {
  return existsSync(join(folder, fileName));
}

export function writeFolderFormat(folder: string, format: number): void {
  writeWhole(join(folder, fileName), formatText(format));
}

export function formatText(format: number): string {
  return `${JSON.stringify({ v: format })}\n`;
}

function versionIn(text: string): number {
  const body: unknown = JSON.parse(text);
  if (typeof body === 'object' && body !== null && 'v' in body && typeof body.v === 'number') return body.v;
  throw new Error('format.json does not say a version');
}

/** Written beside and renamed, so that a crash leaves the whole file or none. */
export function writeWhole(file: string, text: string): void {
  const descriptor = openSync(`${file}.new`, 'w', 0o600);
  try {
    writeSync(descriptor, text);
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
  renameSync(`${file}.new`, file);
}
