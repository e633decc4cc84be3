import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { CallResult, ReportJob } from '../../../core/contract/bridge.ts';
import { reportNames } from '../../../core/domain/report-name.ts';
import type { SimulationSummary } from '../../../main/simulate/simulation.ts';
import { eventually, makeFolder, startIngest } from '../ingest-process.ts';
import type { Dashboard } from './dashboard-client.ts';
import { startDashboard } from './dashboard-client.ts';

const draft = {
  question: '=Which "one", then?',
  type: 'single',
  options: [{ label: '=A' }, { label: 'B, or C' }, { label: 'Ω' }],
  reveal: 'always',
  changes: 'none',
  timeZone: 'Europe/Berlin',
} as const;

describe('the desktop with a real ingest server', () => {
  let folder: ReturnType<typeof makeFolder>;
  let dashboard: Dashboard | undefined;
  beforeEach(() => {
    folder = makeFolder();
  });
  afterEach(async () => {
    await dashboard?.stop();
    dashboard = undefined;
    folder.remove();
  });

  async function start(args: readonly string[] = []): Promise<Dashboard> {
    dashboard = await startDashboard(folder.folder, args);
    return dashboard;
  }

  async function openPoll(desk: Dashboard): Promise<CallResult<'poll:create'>> {
    const poll = await desk.call('poll:create', { ...draft });
    const opened = await desk.call('poll:command', { pollId: poll.id, revision: poll.revision, command: 'open' });
    await desk.call('results:watch', { pollIds: [poll.id] });
    return opened;
  }

  async function simulate(url: string, pollId: string, args: readonly string[]): Promise<SimulationSummary> {
    const json = join(folder.folder, 'account.json');
    const child = spawn(process.execPath, ['out/commands/simulate.js', '--url', url, '--poll', pollId, '--json', json, ...args], {
      stdio: 'ignore',
    });
    const [code] = (await once(child, 'exit')) as [number | null];
    if (code !== 0) throw new Error(`simulate ended with ${String(code)}`);
    return JSON.parse(readFileSync(json, 'utf8')) as SimulationSummary;
  }

  const serverPid = () => (JSON.parse(readFileSync(join(folder.folder, 'server.json'), 'utf8')) as { pid: number }).pid;

  async function exportHere(pollId: string, report: string): Promise<Record<string, string>[]> {
    const file = join(folder.folder, `${report}.csv`);
    const child = spawn(process.execPath, [
      'out/commands/export.js',
      '--data',
      folder.folder,
      '--poll',
      pollId,
      '--report',
      report,
      '--out',
      file,
    ]);
    await once(child, 'exit');
    return parse<Record<string, string>>(readFileSync(file), { columns: true, bom: true });
  }

  async function finished(desk: Dashboard, job: ReportJob | null): Promise<ReportJob> {
    const ended = () =>
      desk.told.map(({ payload }) => payload as ReportJob).find(({ jobId, state }) => jobId === job?.jobId && state !== 'running');
    const found = await eventually(
      async () => ended(),
      (value) => value !== undefined,
    );
    if (found === undefined) throw new Error('never ended');
    return found;
  }

  it('shows exactly what was voted, closes to final, and exports what the simulator says', async () => {
    const desk = await start();
    const poll = await openPoll(desk);
    const account = await simulate(desk.joinAddress, poll.id, ['--voters', '900', '--repeats', '100', '--rate', '800']);
    expect(account).toMatchObject({ accepted: 1000, voters: 900, duplicates: 100, refused: 0, unknown: 0 });
    await eventually(
      async () => desk.snapshot(poll.id)?.voters,
      (voters) => voters === 900,
    );
    await desk.call('poll:command', { pollId: poll.id, revision: poll.revision, command: 'close' });
    await eventually(
      async () => desk.snapshot(poll.id)?.final,
      (final) => final === true,
    );
    expect(desk.snapshot(poll.id)).toMatchObject({
      voters: 900,
      duplicates: 100,
      repeats: 0,
      late: 0,
      invalid: 0,
      options: account.options,
    });

    for (const report of reportNames) {
      const job = await finished(desk, await desk.call('report:start', { pollId: poll.id, run: 1, report }));
      expect(job).toMatchObject({ state: 'done', message: null });
      const response = await fetch(`${desk.origin}${job.downloadUrl ?? ''}`, { headers: { cookie: desk.cookie } });
      const rows = parse<Record<string, string>>(Buffer.from(await response.arrayBuffer()), { columns: true, bom: true });
      expect(rows).toEqual(await exportHere(report === 'ballots' ? poll.code : poll.id, report));
      checkAgainst(account, report, rows);
    }
    expect(await desk.call('history:timeline', { pollId: poll.id, run: 1, step: 'second' })).toMatchObject({ step: 'second' });
  });

  function checkAgainst(account: SimulationSummary, report: string, rows: readonly Record<string, string>[]): void {
    const votes = account.options.map((option) => String(option.votes));
    const labels = ['1. =A', '2. B, or C', '3. Ω'];
    if (report === 'summary') {
      expect(rows.map((row) => row['Votes'])).toEqual(votes);
      expect(rows[0]).toMatchObject({
        Question: '\'=Which "one", then?',
        Option: "'=A",
        Voters: '900',
        Duplicates: '100',
        Result: 'final',
      });
    } else if (report === 'timeline') {
      const last = rows.at(-1);
      expect(labels.map((label) => last?.[label])).toEqual(votes);
      expect(last).toMatchObject({ Voters: '900', Duplicates: '100' });
    } else {
      expect(rows).toHaveLength(900);
      expect(labels.map((label) => String(rows.filter((row) => row[label] === '1').length))).toEqual(votes);
      expect(Object.keys(rows[0] ?? {}).join()).not.toMatch(/voter|id/i);
    }
  }

  it('starts the server again when it is killed in the middle, says so, and loses no vote', async () => {
    const desk = await start();
    const poll = await openPoll(desk);
    const voting = simulate(desk.joinAddress, poll.id, ['--voters', '1500', '--repeats', '100', '--rate', '600', '--concurrency', '16']);
    await eventually(
      async () => desk.snapshot(poll.id)?.voters ?? 0,
      (voters) => voters > 200,
    );
    const killed = serverPid();
    process.kill(killed, 'SIGKILL');
    const account = await voting;
    expect(account).toMatchObject({ accepted: 1600, voters: 1500, unknown: 0, refused: 0 });
    expect(serverPid()).not.toBe(killed);
    await eventually(
      async () => desk.snapshot(poll.id)?.voters,
      (voters) => voters === 1500,
    );
    const now = (await desk.call('polls:list')).find(({ id }) => id === poll.id);
    await desk.call('poll:command', { pollId: poll.id, revision: now?.revision ?? 0, command: 'close' });
    await eventually(
      async () => desk.snapshot(poll.id)?.final,
      (final) => final === true,
    );
    expect(desk.snapshot(poll.id)).toMatchObject({ voters: 1500, duplicates: 100, options: account.options, incomplete: null });
    const states = desk.told.filter(({ event }) => event === 'feed:changed').map(({ payload }) => (payload as { state: string }).state);
    expect(states).toContain('connecting');
    expect((await desk.call('feed:read')).state).toBe('live');
  });

  it('attaches to a server that runs already, and leaves it running', async () => {
    const server = await startIngest(folder.folder);
    try {
      const desk = await start();
      expect(desk.joinAddress).toBe(server.url);
      expect(await desk.stop()).toBe(0);
      expect((await fetch(`${server.url}/healthz`)).status).toBe(200);
    } finally {
      await server.stop();
    }
  });

  it('stops the server that it started, and leaves no lock behind', async () => {
    const desk = await start();
    const pid = serverPid();
    expect(await desk.stop()).toBe(0);
    expect(() => process.kill(pid, 0)).toThrow();
    expect(existsSync(join(folder.folder, 'server.json'))).toBe(false);
    await start();
  });

  it('leaves no server behind when it is killed itself', async () => {
    const desk = await start();
    const pid = serverPid();
    desk.child.kill('SIGKILL');
    await eventually(
      async () => {
        try {
          return process.kill(pid, 0);
        } catch {
          return false;
        }
      },
      (alive) => !alive,
    );
  });

  it('shows polls and results of before after a restart, and remembers settings', async () => {
    const first = await start();
    const poll = await openPoll(first);
    await simulate(first.joinAddress, poll.id, ['--voters', '50', '--rate', '500']);
    await first.call('poll:command', { pollId: poll.id, revision: poll.revision, command: 'close' });
    await first.call('settings:write', { theme: 'dark', openPollId: poll.id });
    await first.stop();
    const second = await start();
    await eventually(
      () => second.call('polls:list'),
      (polls) => polls[0]?.state === 'closed',
    );
    await eventually(
      () => second.call('result:read', { pollId: poll.id, run: 1 }),
      (result) => result?.voters === 50 && result.final,
    );
    expect(await second.call('settings:read')).toMatchObject({ theme: 'dark', openPollId: poll.id });
  });

  it('lets the demo vote over HTTP, and stops it when told to', async () => {
    const desk = await start();
    const poll = await desk.call('demo:start');
    await desk.call('results:watch', { pollIds: [poll.id] });
    await eventually(
      async () => desk.snapshot(poll.id)?.voters ?? 0,
      (voters) => voters >= 10,
    );
    await desk.call('demo:stop');
    await eventually(
      async () => desk.told.filter(({ event }) => event === 'demo:changed').at(-1)?.payload,
      (state) => !(state as { running: boolean }).running,
    );
  });

  /** What the shell says last, after what it logs, and how it ends where it cannot start. */
  async function failToStart(data: string): Promise<{ readonly code: number | null; readonly said: string }> {
    const child = spawn(process.execPath, ['out/browser/server.js', '--data', data, '--port', '0', '--host', '127.0.0.1', '--no-open']);
    let said = '';
    child.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()));
    const [code] = (await once(child, 'close')) as [number | null];
    const lines = said.trimEnd().split('\n');
    for (const line of lines.slice(0, -1)) expect(JSON.parse(line)).toMatchObject({ level: expect.any(String) as string });
    return { code, said: lines.at(-1) ?? '' };
  }

  it('ends with a clear sentence and a failure code where the data folder cannot be used', async () => {
    const file = join(folder.folder, 'not-a-folder');
    writeFileSync(file, 'x');
    const { code, said } = await failToStart(join(file, 'data'));
    expect(code).toBe(1);
    expect(said).toMatch(/^The data folder .*not-a-folder.* cannot be used .*$/);
    expect(readdirSync(folder.folder)).toEqual(['not-a-folder']);
  });

  it('ends with a clear sentence and a failure code where the log is damaged, and leaves it as it is', async () => {
    const file = join(folder.folder, 'log.db');
    writeFileSync(file, 'garbage');
    const { code, said } = await failToStart(folder.folder);
    expect(code).toBe(1);
    expect(said).toMatch(/^.*log\.db is damaged.*$/);
    expect(readFileSync(file, 'utf8')).toBe('garbage');
  });
});
