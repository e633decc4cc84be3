import { mkdtemp, readdir, readFile, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { defaultSettings, newcomersSettings } from '../../../../core/domain/settings.ts';
import { openSettingsStore } from '../../../../main/settings/settings-store.ts';
import { createSilentLogger } from '../silent-logger.ts';

describe('the settings store', () => {
  let folder: string;
  let file: string;
  const open = (logger = createSilentLogger()) => openSettingsStore({ file, clock: () => 42, logger });

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'kpoll-settings-'));
    file = join(folder, 'settings.json');
  });
  afterEach(() => rm(folder, { recursive: true }));

  it('begins with defaults and remembers what is written', async () => {
    const store = await open();
    expect(store.read()).toEqual(newcomersSettings);
    await store.write({ theme: 'dark', openPollId: 'p1' });
    expect((await open()).read()).toEqual({ ...newcomersSettings, theme: 'dark', openPollId: 'p1' });
  });

  it('takes nobody for a newcomer who has settings of an earlier version', async () => {
    expect((await open()).read().tour).toBe('new');
    await writeFile(file, JSON.stringify({ v: 1, theme: 'dark' }));
    expect((await open()).read().tour).toBe('done');
  });

  it('merges changes that are written at the same time', async () => {
    const store = await open();
    await Promise.all([store.write({ theme: 'dark' }), store.write({ view: 'live' }), store.write({ showHidden: true })]);
    expect((await open()).read()).toMatchObject({ theme: 'dark', view: 'live', showHidden: true });
  });

  it('leaves the old file whole where a write was killed in the middle', async () => {
    await (await open()).write({ theme: 'dark' });
    await writeFile(`${file}.deadbeef.tmp`, '{"v":1,"theme":"li');
    expect((await open()).read().theme).toBe('dark');
  });

  it('removes what killed writes have left, but nothing that may be being written, nor anything else', async () => {
    const [old, young, other] = ['settings.json.0a1b2c3d.tmp', 'settings.json.4e5f6a7b.tmp', 'notes.0a1b2c3d.tmp'];
    for (const name of [old, young, other]) await writeFile(join(folder, name), '{"v":1');
    const now = Date.now();
    const longAgo = new Date(now - 3_600_000);
    for (const name of [old, other]) await utimes(join(folder, name), longAgo, longAgo);
    await openSettingsStore({ file, clock: () => now, logger: createSilentLogger() });
    expect((await readdir(folder)).sort()).toEqual([other, young]);
  });

  it('leaves no temporary file behind', async () => {
    await (await open()).write({ theme: 'dark' });
    expect(await readdir(folder)).toEqual(['settings.json']);
  });

  it.each(['', '{"v":1,', '[]', '"text"', '{"v":0,"theme":"dark"}'])(
    'sets a file aside that it cannot read (%s) and says so',
    async (text) => {
      await writeFile(file, text);
      const logger = createSilentLogger();
      expect((await open(logger)).read()).toEqual(defaultSettings);
      expect(await readFile(`${file}.damaged-42`, 'utf8')).toBe(text);
      expect(logger.lines).toHaveLength(1);
    },
  );

  it('says for people which file was set aside', async () => {
    await writeFile(file, '{');
    const troubles: unknown[] = [];
    await openSettingsStore({ file, clock: () => 42, logger: createSilentLogger(), onTrouble: (trouble) => troubles.push(trouble) });
    expect(troubles).toEqual([{ kind: 'damaged', what: 'the settings', file, aside: `${file}.damaged-42` }]);
  });

  it('leaves a file of a newer version as it is, and keeps changes in memory only', async () => {
    const text = '{"v":2,"theme":"dark"}';
    await writeFile(file, text);
    const store = await open();
    expect(store.read()).toEqual(defaultSettings);
    await store.write({ theme: 'light' });
    expect(store.read().theme).toBe('light');
    expect(await readFile(file, 'utf8')).toBe(text);
    expect(await readdir(folder)).toEqual(['settings.json']);
  });

  it('reads what has replaced the file', async () => {
    const store = await open();
    await store.write({ theme: 'dark' });
    await writeFile(file, '{"v":1,"theme":"light"}');
    await store.reload();
    expect(store.read().theme).toBe('light');
  });

  it('fills fields that an older version did not have, and drops those that make no sense', async () => {
    await writeFile(file, JSON.stringify({ v: 1, theme: 'dark', view: 'no such view', extra: 1 }));
    expect((await open()).read()).toEqual({ ...defaultSettings, theme: 'dark' });
  });

  it('rejects a write that cannot be made and takes the next one', async () => {
    const store = await open();
    await rm(folder, { recursive: true });
    await writeFile(folder, 'a file where the folder was');
    await expect(store.write({ theme: 'dark' })).rejects.toThrow();
    await rm(folder);
    await store.write({ view: 'live' });
    expect((await open()).read()).toMatchObject({ theme: 'dark', view: 'live' });
  });
});
