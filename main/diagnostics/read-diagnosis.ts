import { open, readdir, stat } from 'node:fs/promises';
import { arch, homedir, platform, release } from 'node:os';
import { join } from 'node:path';
import type { Poll } from '../../core/domain/poll.ts';
import { Failure } from '../../core/domain/failure.ts';
import type { PlaceHandlers } from '../bridge/answer.ts';
import { within } from '../connection/within.ts';
import { logFileOf } from '../logs/program-log.ts';
import type { Diagnosis } from './diagnostics.ts';
import { findTroubles } from './log-troubles.ts';

export interface ReadDiagnosisOptions {
  readonly version: string;
  readonly shell: Diagnosis['shell'];
  readonly profileKind: string;
  readonly dataFolder: string;
  /** The place that is connected to, which may be out of reach. */
  readonly place: Pick<PlaceHandlers, 'polls:list' | 'feed:read'>;
  readonly clock: () => number;
}

const patienceMs = 2000;
const mostTroubles = 20;
const readBytes = 512 * 1024;

/** Gathers what is known; never rejects because of a part that cannot be asked. */
export async function readDiagnosis({ place, dataFolder, clock, ...about }: ReadDiagnosisOptions): Promise<Diagnosis> {
  const [polls, feed, sizes, log] = await Promise.all([
    asked(place['polls:list'](undefined)),
    asked(place['feed:read'](undefined)),
    sizesOf(dataFolder),
    readEnd(logFileOf(dataFolder)),
  ]);
  return {
    ...about,
    at: clock(),
    system: { platform: platform(), release: release(), arch: arch() },
    versions: process.versions,
    dataFolder,
    home: homedir(),
    sizes,
    polls: polls as readonly Poll[] | undefined,
    feed: feed?.state ?? 'unknown',
    troubles: findTroubles(log.split('\n'), mostTroubles),
  };
}

/** Undefined where there is no answer in time. */
async function asked<T>(answer: Promise<T>): Promise<T | undefined> {
  const tooLong = () => new Failure('unexpected', 'There is no answer.');
  return within(patienceMs, answer, tooLong).catch(() => undefined);
}

/** What the folder is known to hold; other names are nobody's business. */
const known = ['log.db', 'log.db-wal', 'derived.db', 'derived.db-wal', 'settings.json', 'logs', 'backups', 'window'];

async function sizesOf(folder: string): Promise<Diagnosis['sizes']> {
  const sizes = await Promise.all(known.map(async (name) => ({ name, bytes: await sizeOf(join(folder, name)) })));
  return sizes.flatMap(({ name, bytes }) => (bytes === undefined ? [] : [{ name, bytes }]));
}

/** Of a file, or of all that a folder holds; files may come and go meanwhile. */
async function sizeOf(path: string): Promise<number | undefined> {
  const found = await stat(path).catch(() => undefined);
  if (found === undefined) return undefined;
  if (!found.isDirectory()) return found.size;
  const names = await readdir(path).catch(() => []);
  const sizes = await Promise.all(names.map((name) => sizeOf(join(path, name))));
  return sizes.reduce<number>((sum, size) => sum + (size ?? 0), 0);
}

/** The end of a file, from the first whole line; nothing where it cannot be read. */
async function readEnd(file: string): Promise<string> {
  const handle = await open(file, 'r').catch(() => undefined);
  if (handle === undefined) return '';
  try {
    const { size } = await handle.stat();
    const from = Math.max(0, size - readBytes);
    const buffer = Buffer.alloc(size - from);
    await handle.read(buffer, 0, buffer.length, from);
    return buffer.toString('utf8');
  } finally {
    await handle.close();
  }
}
