import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { lockDataFolder } from '../../../../engines/embedded/data-folder.ts';
import { makeFolder } from '../../../contract/embedded-world.ts';
import { startProgram } from './child-program.ts';

describe('locking a data folder', () => {
  let parent: string;
  let folder: string;
  beforeEach(() => {
    parent = makeFolder();
    folder = join(parent, 'deeper', 'kpoll');
  });
  afterEach(() => {
    rmSync(parent, { recursive: true });
  });

  it('makes the folder and notes its format', async () => {
    const lock = await lockDataFolder({ folder });
    expect(JSON.parse(readFileSync(join(folder, 'format.json'), 'utf8'))).toEqual({ v: 2 });
    await lock.release();
  });

  it('is for one at a time, and free again after release', async () => {
    const first = await lockDataFolder({ folder });
    await expect(lockDataFolder({ folder })).rejects.toMatchObject({ name: 'Failure', code: 'data-folder-busy' });
    await first.release();
    await (await lockDataFolder({ folder })).release();
  });

  it('is held against other processes, and freed by kill -9', async () => {
    const child = await startProgram('hold-lock', [folder]);
    await child.untilLines(1);
    await expect(lockDataFolder({ folder })).rejects.toMatchObject({ code: 'data-folder-busy' });
    await child.kill();
    await (await lockDataFolder({ folder })).release();
  });

  it('leaves a folder of a newer version alone, unlocked', async () => {
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, 'format.json'), '{"v":99}');
    for (let round = 0; round < 2; round += 1) {
      await expect(lockDataFolder({ folder })).rejects.toMatchObject({ name: 'Failure', code: 'newer-format' });
    }
    expect(readFileSync(join(folder, 'format.json'), 'utf8')).toBe('{"v":99}');
  });

  it.each(['', '[]', '{"v":"one"}'])('cannot use a folder whose format file says %j', async (text) => {
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, 'format.json'), text);
    await expect(lockDataFolder({ folder })).rejects.toMatchObject({ name: 'Failure', code: 'data-folder-unusable' });
  });

  it('cannot use a path that is a file, or lies below one', async () => {
    const file = join(parent, 'file');
    writeFileSync(file, 'something');
    for (const path of [file, join(file, 'below')]) {
      await expect(lockDataFolder({ folder: path })).rejects.toMatchObject({
        code: 'data-folder-unusable',
        message: expect.stringContaining(path) as string,
      });
    }
    expect(readFileSync(file, 'utf8')).toBe('something');
  });

  it('cannot use a folder where its own files cannot be written', async () => {
    mkdirSync(join(folder, 'lock.db'), { recursive: true });
    await expect(lockDataFolder({ folder })).rejects.toMatchObject({ name: 'Failure', code: 'data-folder-unusable' });
  });
});
