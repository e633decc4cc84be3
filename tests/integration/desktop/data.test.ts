import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { BackupJob } from '../../../core/contract/bridge-data.ts';
import { firstFormatAnswers, firstFormatFolder } from '../../fixtures/first-format.ts';
import { eventually, makeFolder } from '../ingest-process.ts';
import type { Dashboard } from './dashboard-client.ts';
import { startDashboard } from './dashboard-client.ts';

const draft = {
  question: 'Tea or coffee?',
  type: 'single',
  options: [{ label: 'Tea' }, { label: 'Coffee' }],
  reveal: 'always',
  changes: 'none',
  timeZone: 'UTC',
} as const;

describe('the data of this computer', () => {
  let world: ReturnType<typeof makeFolder>;
  let folder: string;
  let desk: Dashboard | undefined;
  beforeEach(() => {
    world = makeFolder();
    folder = join(world.folder, 'data');
  });
  afterEach(async () => {
    await desk?.stop();
    desk = undefined;
    world.remove();
  });

  async function start(): Promise<Dashboard> {
    desk = await startDashboard(folder);
    return desk;
  }

  async function openPoll(on: Dashboard): Promise<string> {
    const { id, revision } = await on.call('poll:create', { ...draft });
    await on.call('poll:command', { pollId: id, revision, command: 'open' });
    await on.call('results:watch', { pollIds: [id] });
    return id;
  }

  /** The server may have another port after it was started again. */
  async function vote(pollId: string): Promise<number> {
    const { url } = JSON.parse(readFileSync(join(folder, 'server.json'), 'utf8')) as { url: string };
    const headers = { 'content-type': 'application/json' };
    return (await fetch(`${url}/polls/${pollId}/vote`, { method: 'POST', headers, body: '{"option":1}' })).status;
  }

  async function backUp(on: Dashboard): Promise<BackupJob> {
    const begun = await on.call('backup:start');
    const ended = async () =>
      on.told
        .filter(({ event }) => event === 'backup:changed')
        .map(({ payload }) => payload as BackupJob)
        .find(({ jobId, state }) => jobId === begun?.jobId && state !== 'running');
    const job = await eventually(ended, (found) => found !== undefined);
    if (job === undefined) throw new Error('never ended');
    return job;
  }

  async function command(name: string, args: readonly string[]): Promise<{ readonly code: number | null; readonly said: string }> {
    const child = spawn(process.execPath, [`out/commands/${name}.js`, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
    const said: string[] = [];
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => said.push(chunk.toString()));
    const [code] = (await once(child, 'close')) as [number | null];
    return { code, said: said.join('') };
  }

  const votersAre = (on: Dashboard, pollId: string, wanted: number) =>
    eventually(
      async () => on.snapshot(pollId)?.voters,
      (voters) => voters === wanted,
    );

  it('is told of a backup that is not there, as the first thing that is asked, and works on', async () => {
    const on = await start();
    await expect(on.call('restore:check', { file: join(folder, 'nowhere.kpoll-backup') })).rejects.toThrow(/^backup-unusable: .*ENOENT/);
    expect(await vote(await openPoll(on))).toBe(204);
  });

  it('is backed up and put back from the window while a poll runs, and its voting goes on from the backup', async () => {
    const on = await start();
    const pollId = await openPoll(on);
    for (let count = 0; count < 5; count += 1) expect(await vote(pollId)).toBe(204);
    let voting = true;
    const statuses: number[] = [];
    const voter = (async () => {
      while (voting) statuses.push(await vote(pollId));
    })();
    const job = await backUp(on);
    voting = false;
    await voter;
    expect(new Set(statuses)).toEqual(new Set([204]));
    expect(job).toMatchObject({ state: 'done', message: null });
    const inBackup = job.votes ?? 0;
    expect(inBackup).toBeGreaterThanOrEqual(5);
    expect(await on.call('data:read')).toMatchObject({ lastBackup: { file: job.file }, backups: [{ file: job.file }] });
    expect(await vote(pollId)).toBe(204);

    const plan = await on.call('restore:check', { file: job.file });
    expect(plan).toMatchObject({ backup: { polls: 1, votes: inBackup, openPolls: 1 }, current: { polls: 1, openPolls: 1 } });
    const planId = plan?.planId ?? '';
    await expect(on.call('restore:run', { planId, stopOpenPolls: false })).rejects.toThrow(/^wrong-state: A poll is open here/);
    expect(await vote(pollId)).toBe(204);
    await on.call('restore:run', { planId, stopOpenPolls: true });
    expect(await on.call('notices:read')).toMatchObject([{ id: 'restored', severity: 'info' }]);
    await on.call('results:watch', { pollIds: [pollId] });
    await votersAre(on, pollId, inBackup);
    await eventually(
      () => vote(pollId).catch(() => 0),
      (status) => status === 204,
    );
    await votersAre(on, pollId, inBackup + 1);
  });

  it('is backed up by command while a poll runs; put back by command only while no server works on it', async () => {
    const on = await start();
    const pollId = await openPoll(on);
    for (let count = 0; count < 3; count += 1) expect(await vote(pollId)).toBe(204);
    const file = join(world.folder, 'evening.kpoll-backup');
    const made = await command('backup', ['--data', folder, '--to', file]);
    expect(made).toMatchObject({ code: 0, said: expect.stringContaining('1 polls, 3 votes') as string });
    expect(await vote(pollId)).toBe(204);

    const checked = await command('restore', ['--data', folder, '--from', file, '--check']);
    expect(checked).toEqual({ code: 0, said: 'In the backup: 1 polls (1 open), 3 votes\nIn the folder: 1 polls (1 open), 4 votes\n' });
    const whileRunning = await command('restore', ['--data', folder, '--from', file, '--replace-open']);
    expect(whileRunning.code).toBe(1);
    expect(await vote(pollId)).toBe(204);
    await on.stop();
    const unagreed = await command('restore', ['--data', folder, '--from', file]);
    expect(unagreed).toMatchObject({ code: 1, said: expect.stringContaining('A poll is open in this folder') as string });
    expect((await command('restore', ['--data', folder, '--from', file, '--replace-open'])).code).toBe(0);
    // A folder that is not there yet, as on another computer.
    const elsewhere = join(world.folder, 'elsewhere');
    expect((await command('restore', ['--data', elsewhere, '--from', file])).code).toBe(0);
    for (const of of [folder, elsewhere]) {
      const again = await startDashboard(of);
      await again.call('results:watch', { pollIds: [pollId] });
      await votersAre(again, pollId, 3);
      await again.stop();
    }
  });

  it('begins with defaults where its settings and profiles are damaged, says so, and keeps the damaged files', async () => {
    mkdirSync(folder, { recursive: true });
    const damaged = ['settings.json', 'profiles.json', 'secrets.json', 'alerts.json'];
    for (const name of damaged) writeFileSync(join(folder, name), '{"v":1,"theme"');
    const on = await start();
    const notices = await on.call('notices:read');
    expect(notices.map(({ severity }) => severity)).toEqual(['warning', 'warning', 'warning', 'warning']);
    for (const name of damaged) {
      const aside = readdirSync(folder).find((file) => file.startsWith(`${name}.damaged-`)) ?? 'none';
      expect(readFileSync(join(folder, aside), 'utf8')).toBe('{"v":1,"theme"');
      expect(notices.find(({ message }) => message.includes(join(folder, aside)))?.title).toMatch(/ was damaged\.$/);
    }
    expect(await on.call('settings:read')).toMatchObject({ theme: 'system', openPollId: null });
    expect(await vote(await openPoll(on))).toBe(204);
    await on.call('notice:dismiss', { id: notices[0]?.id ?? '' });
    expect(await on.call('notices:read')).toHaveLength(3);
  });

  it('of the first format opens in the window, which says what was done and where the backup is', async () => {
    cpSync(firstFormatFolder, folder, { recursive: true });
    const on = await start();
    const [notice] = await on.call('notices:read');
    expect(notice).toMatchObject({ id: 'migrated', severity: 'info' });
    const [backup = 'none'] = readdirSync(join(folder, 'backups'));
    expect(notice?.message).toContain(join(folder, 'backups', backup));
    const polls = await on.call('polls:list');
    expect(polls.map(({ id }) => id).sort()).toEqual(firstFormatAnswers.polls.map(({ id }) => id).sort());
    await on.call('results:watch', { pollIds: [firstFormatAnswers.closed] });
    const voters = firstFormatAnswers.polls.find(({ id }) => id === firstFormatAnswers.closed)?.result?.voters ?? 0;
    await votersAre(on, firstFormatAnswers.closed, voters);
  });

  it('of a newer format is refused with a sentence, and stays as it is', async () => {
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, 'format.json'), '{"v":99}');
    await expect(start()).rejects.toThrow(/was written by a newer version of Kpoll\. Nothing was changed/);
    expect(readFileSync(join(folder, 'format.json'), 'utf8')).toBe('{"v":99}');
    expect(existsSync(join(folder, 'log.db'))).toBe(false);
  });
});
