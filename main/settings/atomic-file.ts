import { randomBytes } from 'node:crypto';
import type { FileHandle } from 'node:fs/promises';
import { mkdir, open, readFile, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { Failure, messageOf } from '../../core/domain/failure.ts';
import { parseJson } from '../../core/domain/parse-json.ts';
import type { Logger } from '../logger.ts';
import { removeLeftovers } from './leftovers.ts';

/** A small JSON file that is always whole: whenever the computer stops, the old or the new content is there. */
export interface AtomicFile<T> {
  read(): T;
  /** Resolves when the content is on disk. Writes happen one after the other; the newest content is read at once. */
  write(content: T): Promise<void>;
  /** Reads it from the disk again, where something else has replaced it. */
  reload(): Promise<void>;
  /** Resolves when nothing is being written any more. */
  stop(): Promise<void>;
}

/** What became of a file that was not taken as it is. */
export type FileTrouble =
  | { readonly kind: 'damaged'; readonly what: string; readonly file: string; readonly aside: string }
  | { readonly kind: 'newer'; readonly what: string; readonly file: string };

export interface AtomicFileOptions<T> {
  readonly file: string;
  /** Undefined where the content makes no sense here. */
  readonly parse: (content: unknown) => T | undefined;
  readonly initial: T;
  /** What it holds, for messages: "the settings". */
  readonly what: string;
  /** 0o600 for what others on this computer must not read. */
  readonly mode?: number;
  readonly clock: () => number;
  readonly logger: Logger;
  /** Told besides the log, for people. */
  readonly onTrouble?: ((trouble: FileTrouble) => void) | undefined;
}

interface Loaded<T> {
  readonly content: T;
  /** Written by a newer Kpoll, which will need it: changes are kept in memory only. */
  readonly isNewer: boolean;
}

/**
 * A file that cannot be made sense of is set aside under another name and said so; the initial content takes its place. One of
 * a newer version is left as it is, and nothing is written over it.
 */
export async function openAtomicFile<T>(options: AtomicFileOptions<T>): Promise<AtomicFile<T>> {
  await removeLeftovers(options);
  let { content, isNewer } = await load(options);
  let writing: Promise<void> = Promise.resolve();
  return {
    read: () => content,
    async write(next) {
      content = next;
      if (isNewer) return;
      const written = writing.then(() => save(options, next));
      writing = written.catch((error: unknown) => options.logger.error(`${options.what} were not saved`, { error }));
      await written;
    },
    async reload() {
      await writing;
      ({ content, isNewer } = await load(options));
    },
    stop: () => writing,
  };
}

async function load<T>({ file, parse, initial, what, clock, logger, onTrouble }: AtomicFileOptions<T>): Promise<Loaded<T>> {
  const text = await readIfThere(file, what);
  if (text === undefined) return { content: initial, isNewer: false };
  const json = parseJson(text);
  const content = parse(json);
  if (content !== undefined) return { content, isNewer: false };
  if (versionOf(json) > 1) {
    logger.error(`${what} were written by a newer Kpoll; they are left as they are, and changes are not kept`, { file });
    onTrouble?.({ kind: 'newer', what, file });
    return { content: initial, isNewer: true };
  }
  const aside = `${file}.damaged-${clock()}`;
  await rename(file, aside);
  logger.error(`${what} could not be read; the file was set aside and Kpoll begins anew with them`, { file: aside });
  onTrouble?.({ kind: 'damaged', what, file, aside });
  return { content: initial, isNewer: false };
}

/** Every file of ours says its version, 1 so far. */
function versionOf(json: unknown): number {
  return typeof json === 'object' && json !== null && 'v' in json && typeof json.v === 'number' ? json.v : 0;
}

/** Where the folder itself is none, whoever makes it says so best. */
const notThere = new Set(['ENOENT', 'ENOTDIR']);

async function readIfThere(file: string, what: string): Promise<string | undefined> {
  try {
    return await readFile(file, 'utf8');
  } catch (cause) {
    if (cause instanceof Error && 'code' in cause && notThere.has(String(cause.code))) return undefined;
    throw new Failure(
      'data-folder-unusable',
      `Kpoll cannot read ${what} in ${file} (${messageOf(cause)}). Let your account read this file.`,
      {
        cause,
      },
    );
  }
}

/** Temporary file, fsync, rename. */
async function save<T>({ file, mode = 0o666 }: AtomicFileOptions<T>, content: T): Promise<void> {
  await mkdir(dirname(file), { recursive: true, mode: 0o700 });
  const temporary = `${file}.${randomBytes(4).toString('hex')}.tmp`;
  try {
    const handle = await open(temporary, 'wx', mode);
    await writeAndSync(handle, `${JSON.stringify(content, null, 2)}\n`);
    await rename(temporary, file);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
}

async function writeAndSync(handle: FileHandle, text: string): Promise<void> {
  try {
    await handle.writeFile(text);
    await handle.sync();
  } finally {
    await handle.close();
  }
}
