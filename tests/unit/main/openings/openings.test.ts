import { mkdir, mkdtemp, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { pollFileText } from '../../../../core/contract/poll-file.ts';
import { createOpenings } from '../../../../main/openings/openings.ts';

const text = pollFileText({
  ...{ question: 'Tea or coffee?', type: 'single', min: 1, max: 1, reveal: 'always', changes: 'none', timeZone: 'UTC' },
  options: [{ label: 'Tea' }, { label: 'Coffee' }],
});

describe('what is handed over to be opened', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'kpoll-openings-'));
    await writeFile(join(folder, 'tea.kpoll'), text);
  });
  afterEach(() => rm(folder, { recursive: true }));

  it('waits for a window, and is taken once', async () => {
    const openings = createOpenings();
    let told = 0;
    openings.onOffer(() => (told += 1));
    await openings.offer(['kpoll://poll/K7Q4MA', 'tea.kpoll'], folder);
    expect(told).toBe(1);
    expect(openings.take()).toMatchObject([
      { kind: 'poll', code: 'K7Q4MA' },
      { kind: 'draft', name: 'tea.kpoll', draft: { question: 'Tea or coffee?' } },
    ]);
    expect(openings.take()).toEqual([]);
  });

  it('is a file also where a file manager hands over its address', async () => {
    await writeFile(join(folder, 'tea & “cake” 100%.kpoll'), text);
    const openings = createOpenings();
    const address = pathToFileURL(join(folder, 'tea & “cake” 100%.kpoll')).href;
    expect(address).toContain('%20');
    await openings.offer([address, 'file://elsewhere/tea.kpoll', 'file:///%00.kpoll', 'file:///%E0%A4%A.kpoll'], folder);
    expect(openings.take()).toMatchObject([
      { kind: 'draft', name: 'tea & “cake” 100%.kpoll' },
      ...Array.from({ length: 3 }, () => ({ kind: 'problem', message: expect.stringContaining('Nothing was opened.') as string })),
    ]);
  });

  it('is nothing where arguments are flags, programs, other files or folders', async () => {
    await mkdir(join(folder, 'data.kpoll'));
    const openings = createOpenings();
    let told = 0;
    openings.onOffer(() => (told += 1));
    await openings.offer(['/usr/bin/kpoll', '--data', folder, '--x=tea.kpoll', 'main.cjs', 'https://example.org/tea', '.'], folder);
    await openings.offer(['--data', 'data.kpoll'], folder);
    expect(told).toBe(0);
    expect(openings.take()).toEqual([]);
  });

  it('says what is wrong with it', async () => {
    await writeFile(join(folder, 'bad.kpoll'), 'x');
    await writeFile(join(folder, 'huge.kpoll'), '');
    await truncate(join(folder, 'huge.kpoll'), 5_000_000_000);
    const openings = createOpenings();
    await openings.offer(['bad.kpoll', 'huge.kpoll', 'gone.kpoll', 'kpoll://app/index.html'], folder);
    const said = openings.take().map((opening) => (opening.kind === 'problem' ? opening.message : opening));
    expect(said).toEqual([
      expect.stringContaining('“bad.kpoll” is not a poll file'),
      expect.stringContaining('far larger than any poll'),
      expect.stringContaining('“gone.kpoll” cannot be read'),
      'This link leads to no poll. Nothing was opened.',
    ]);
  });

  it('is not kept without end', async () => {
    const openings = createOpenings();
    for (let round = 0; round < 4; round += 1)
      await openings.offer(
        Array.from({ length: 50 }, () => 'kpoll://p/K7Q4MA'),
        folder,
      );
    expect(openings.take()).toHaveLength(5);
  });
});
