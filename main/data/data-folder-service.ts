import type { Dirent } from 'node:fs';
import { mkdir, readdir, stat } from 'node:fs/promises';
import { join, relative, resolve } from 'node:path';
import type { DataInfo } from '../../core/contract/bridge-data.ts';
import { Failure, messageOf } from '../../core/domain/failure.ts';
import type { PlaceSwitch } from '../host/desktop-host.ts';
import type { AtomicFile } from '../settings/atomic-file.ts';
import type { DataEngine } from './data-engine.ts';
import type { DataShell } from './data-shell.ts';
import { backupExtension, backupsFolderOf } from './data-places.ts';
import type { LastBackup } from './last-backup.ts';

export interface DataFolderService {
  read(): Promise<DataInfo>;
  show(): void;
  /** Null where the person changed their mind. Failure `wrong-state` while a poll is open and that was not agreed to. */
  move(wish: { readonly stopOpenPolls: boolean; readonly place: PlaceSwitch }): Promise<{ readonly folder: string } | null>;
}

export interface DataFolderServiceOptions {
  readonly engine: DataEngine;
  readonly shell: DataShell;
  readonly folder: string;
  readonly version: string;
  readonly clock: () => number;
  readonly lastBackup: AtomicFile<LastBackup>;
  /** Notes where the data live from the next start on; undefined where the start says it (`--data`). */
  readonly noteLocation: ((folder: string) => Promise<void>) | undefined;
}

export function createDataFolderService(options: DataFolderServiceOptions): DataFolderService {
  const { engine, shell, folder, lastBackup } = options;
  return {
    async read() {
      return {
        folder,
        sizeBytes: await sizeOf(folder),
        freeBytes: (await engine.freeBytesOf(folder)) ?? null,
        format: engine.formatOf(folder),
        lastBackup: lastBackup.read().last,
        backups: await listBackups(backupsFolderOf(folder)),
        abilities: { ...shell.abilities, move: shell.abilities.move && options.noteLocation !== undefined },
      };
    },
    show: () => shell.show(folder),
    move: (wish) => moveFolder(options, wish),
  };
}

/** All but backups and what the browser of a window keeps for itself. */
async function sizeOf(folder: string): Promise<number> {
  const sizes = (await filesIn(folder)).map(async ({ name }) => (await statIfThere(join(folder, name)))?.size ?? 0);
  return (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0);
}

async function listBackups(folder: string): Promise<DataInfo['backups']> {
  const names = (await filesIn(folder)).map(({ name }) => name).filter((name) => name.endsWith(backupExtension));
  const found = await Promise.all(names.map(async (name) => ({ name, stats: await statIfThere(join(folder, name)) })));
  return found
    .flatMap(({ name, stats }) =>
      stats === undefined ? [] : [{ name, file: join(folder, name), sizeBytes: stats.size, at: Math.round(stats.mtimeMs) }],
    )
    .sort((a, b) => b.at - a.at);
}

async function filesIn(folder: string): Promise<readonly Dirent[]> {
  try {
    return (await readdir(folder, { withFileTypes: true })).filter((entry) => entry.isFile());
  } catch (error) {
    if (isMissing(error)) return [];
    throw error;
  }
}

async function statIfThere(file: string) {
  try {
    return await stat(file);
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT';
}

async function moveFolder(options: DataFolderServiceOptions, { stopOpenPolls, place }: Parameters<DataFolderService['move']>[0]) {
  const { engine, shell, folder, version, clock, noteLocation } = options;
  if (noteLocation === undefined) throw notMoved('this start was told where the data live (--data)');
  const { openPolls } = await engine.readContent(folder);
  if (openPolls > 0 && !stopOpenPolls) throw pollIsOpen();
  const chosen = await shell.chooseFolder();
  if (chosen === null) return null;
  const to = await emptyFolderIn(resolve(chosen), folder);
  const [wanted, free] = [await sizeOf(folder), await engine.freeBytesOf(to)];
  if (free !== undefined && free < wanted * 1.1) throw notMoved('there is not enough free space');
  // Nothing may be written to the old folder any more once it was copied: no place is connected until the program starts again.
  await place.leaveFor(async () => {
    await engine.copyFolder({ folder, to, version, clock });
    await noteLocation(to);
  });
  shell.restart();
  return { folder: to };
}

/** The chosen folder, or a new one in it where it is not empty. */
async function emptyFolderIn(chosen: string, current: string): Promise<string> {
  try {
    const to = (await isEmptyFolder(chosen)) ? chosen : join(chosen, 'kpoll');
    if (!(await isEmptyFolder(to))) throw notMoved(`${to} holds files already`);
    if (isWithin(to, current) || isWithin(current, to)) throw notMoved('one folder would lie within the other');
    await mkdir(to, { recursive: true, mode: 0o700 });
    return to;
  } catch (error) {
    throw error instanceof Failure ? error : notMoved(messageOf(error));
  }
}

async function isEmptyFolder(folder: string): Promise<boolean> {
  try {
    return (await readdir(folder)).length === 0;
  } catch (error) {
    if (isMissing(error)) return true;
    throw error;
  }
}

function isWithin(path: string, folder: string): boolean {
  const way = relative(folder, path);
  return way === '' || (!way.startsWith('..') && resolve(folder, way) === path);
}

function notMoved(why: string): Failure {
  return new Failure('data-folder-unusable', `The data were not moved: ${why}. Everything is as it was. Choose another folder.`);
}

function pollIsOpen(): Failure {
  return new Failure(
    'wrong-state',
    'A poll is open here. While its data are moved, no votes are taken; phones send theirs again by themselves. Nothing was changed; close the poll first, or agree to that.',
  );
}
