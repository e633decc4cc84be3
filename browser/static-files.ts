import { readFile } from 'node:fs/promises';
import { extname, join, normalize, sep } from 'node:path';

export interface StaticFile {
  readonly type: string;
  readonly body: Buffer;
  /** Whether its name changes with its content. */
  readonly immutable: boolean;
}

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
  '.json': 'application/json; charset=utf-8',
};

/** However strange a path is: there is nothing. */
const notThere = new Set(['ENOENT', 'EISDIR', 'ENOTDIR', 'ENAMETOOLONG']);

/** Reads files below a folder, never outside it; undefined where there is none or its kind is not served. */
export async function readStaticFile(folder: string, path: string): Promise<StaticFile | undefined> {
  const file = normalize(join(folder, path));
  const type = types[extname(file)];
  if (type === undefined || path.includes('\0') || !file.startsWith(folder + sep)) return undefined;
  try {
    return { type, body: await readFile(file), immutable: path.startsWith('/assets/') };
  } catch (error) {
    if (error instanceof Error && 'code' in error && notThere.has(String(error.code))) return undefined;
    throw error;
  }
}
