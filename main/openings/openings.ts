import { open, stat } from 'node:fs/promises';
import { basename, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Opening } from '../../core/contract/bridge-shell.ts';
import { maxPollFileBytes, pollFileExtension, readPollFile, tooLarge } from '../../core/contract/poll-file.ts';
import { codeOfPollLink, isPollLink } from '../../core/contract/poll-link.ts';
import { Failure, messageOf } from '../../core/domain/failure.ts';

/** What the system hands over to be opened: links and files, kept until a window takes them. */
export interface Openings {
  /** Arguments that are neither a link nor a poll file are left alone. `folder`: where relative paths begin. */
  offer(args: readonly string[], folder: string): Promise<void>;
  /** Each is taken once. */
  take(): Opening[];
  /** Called whenever there is something to take. */
  onOffer(listener: () => void): void;
}

/** A mail with a hundred files must not fill the screen with words. */
const mostWaiting = 5;

export function createOpenings(): Openings {
  const waiting: Opening[] = [];
  let tell: () => void = () => undefined;
  return {
    async offer(args, folder) {
      const wanted = args.filter((argument) => isPollLink(argument) || isPollFile(argument)).slice(0, mostWaiting);
      const found = await Promise.all(wanted.map((argument) => openingOf(argument, folder)));
      waiting.push(...found.filter((opening) => opening !== undefined));
      waiting.splice(0, waiting.length - mostWaiting);
      if (waiting.length > 0) tell();
    },
    take: () => waiting.splice(0),
    onOffer(listener) {
      tell = listener;
    },
  };
}

function isPollFile(argument: string): boolean {
  return !argument.startsWith('-') && argument.toLowerCase().endsWith(`.${pollFileExtension}`);
}

/** Undefined where there is nothing to open: a data folder may be called like a poll file. */
async function openingOf(argument: string, folder: string): Promise<Opening | undefined> {
  if (isPollLink(argument)) return openLink(argument);
  try {
    const path = resolve(folder, pathOf(argument));
    return (await isFolder(path)) ? undefined : await openPollFile(path);
  } catch (error) {
    return { kind: 'problem', message: `“${argument}” leads to no file on this computer (${messageOf(error)}). Nothing was opened.` };
  }
}

/** File managers of Linux hand over addresses: file:///home/ada/tea%20time.kpoll. Throws on one of another computer. */
function pathOf(argument: string): string {
  return /^file:/i.test(argument) ? fileURLToPath(argument) : argument;
}

/** False where there is nothing: reading it says why. */
async function isFolder(path: string): Promise<boolean> {
  return stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  );
}

function openLink(argument: string): Opening {
  const code = codeOfPollLink(argument);
  return code === undefined ? { kind: 'problem', message: 'This link leads to no poll. Nothing was opened.' } : { kind: 'poll', code };
}

/** Never rejects: what is wrong with the file is what there is to show. */
export async function openPollFile(path: string): Promise<Opening> {
  const name = basename(path);
  try {
    return { kind: 'draft', name, draft: readPollFile(name, await readSmallFile(path, name)) };
  } catch (error) {
    if (error instanceof Failure) return { kind: 'problem', message: error.message };
    return { kind: 'problem', message: `“${name}” cannot be read (${messageOf(error)}). Nothing was opened.` };
  }
}

async function readSmallFile(path: string, name: string): Promise<string> {
  const handle = await open(path, 'r');
  try {
    const found = await handle.stat();
    if (!found.isFile()) throw new Failure('invalid-request', `“${name}” is not a file. Nothing was opened.`);
    if (found.size > maxPollFileBytes) throw tooLarge(name);
    return await handle.readFile('utf8');
  } finally {
    await handle.close();
  }
}
