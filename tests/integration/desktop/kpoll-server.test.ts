import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Feed, ReportJob } from '../../../core/contract/bridge.ts';
import { runSimulation } from '../../../main/simulate/simulation.ts';
import { makeCertificate } from '../../unit/browser/self-signed.ts';
import { eventually, makeFolder } from '../ingest-process.ts';
import type { Dashboard } from './dashboard-client.ts';
import { startDashboard } from './dashboard-client.ts';
import { freePort } from './free-port.ts';

const token = 'a-token-of-more-than-24-letters';

describe('a desktop that looks in on the dashboard of another computer', () => {
  let there: ReturnType<typeof makeFolder>;
  let here: ReturnType<typeof makeFolder>;
  let port: number;
  let hostArgs: readonly string[];
  const open: Dashboard[] = [];

  beforeEach(async () => {
    [there, here, port] = [makeFolder(), makeFolder(), await freePort()];
    const { certFile, keyFile } = makeCertificate(there.folder);
    const tokenFile = join(there.folder, 'access-token');
    writeFileSync(tokenFile, `${token}\n`);
    const profile = { id: 'office', name: 'Head office', kind: 'kpoll-server', url: `https://localhost:${port}`, caFile: certFile };
    writeFileSync(join(here.folder, 'given.json'), JSON.stringify({ v: 1, kind: 'kpoll-profiles', profiles: [profile] }));
    hostArgs = [
      ...['--dashboard-host', '127.0.0.1', '--dashboard-port', String(port), '--dashboard-name', 'localhost'],
      ...['--tls-cert', certFile, '--tls-key', keyFile, '--access-token-file', tokenFile],
    ];
  });
  afterEach(async () => {
    for (const desk of open.splice(0).reverse()) await desk.stop();
    there.remove();
    here.remove();
  });

  async function start(folder: string, args: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<Dashboard> {
    const desk = await startDashboard(folder, args, env);
    open.push(desk);
    return desk;
  }
  const startHost = () => start(there.folder, hostArgs);
  const startGuest = () => start(here.folder, ['--profile-file', join(here.folder, 'given.json')], { KPOLL_SERVER_TOKEN: token });
  const feedIs = (desk: Dashboard, wanted: Feed['state']) =>
    eventually(
      () => desk.call('feed:read'),
      ({ state }) => state === wanted,
    );

  it('steers and watches polls over there, exports them to a file here, and comes back by itself', async () => {
    const host = await startHost();
    const guest = await startGuest();
    await feedIs(guest, 'live');
    expect(await guest.call('app:info')).toMatchObject({ profileKind: 'kpoll-server', profile: 'Head office', dataFolder: here.folder });
    const poll = await guest.call('poll:create', {
      ...{
        question: 'Which?',
        type: 'single',
        options: [{ label: 'A' }, { label: 'B' }],
        reveal: 'always',
        changes: 'none',
        timeZone: 'UTC',
      },
    });
    const opened = await guest.call('poll:command', { pollId: poll.id, revision: poll.revision, command: 'open' });
    await guest.call('results:watch', { pollIds: [poll.id] });
    await runSimulation({
      ...{ urls: [host.joinAddress], pollId: poll.id, voters: 80, rate: 400, repeats: 0, changes: 0, concurrency: 8, seed: 1 },
      ...{ signal: new AbortController().signal, onProgress: () => undefined },
    });
    await eventually(
      async () => guest.snapshot(poll.id)?.voters,
      (voters) => voters === 80,
    );
    await guest.call('poll:command', { pollId: poll.id, revision: opened.revision, command: 'close' });
    await eventually(
      async () => guest.snapshot(poll.id)?.final,
      (final) => final === true,
    );
    const job = await guest.call('report:start', { pollId: poll.id, run: 1, report: 'ballots' });
    const jobs = () => guest.told.map(({ payload }) => payload as ReportJob).filter(({ jobId }) => jobId === job?.jobId);
    await eventually(
      async () => jobs().at(-1)?.state,
      (state) => state === 'done' || state === 'failed',
    );
    const { file, downloadUrl } = jobs().at(-1) ?? {};
    expect(parse(readFileSync(file ?? ''), { columns: true, bom: true })).toHaveLength(80);
    expect((await fetch(`${guest.origin}${downloadUrl ?? ''}`, { headers: { cookie: guest.cookie } })).status).toBe(200);

    await host.stop();
    expect((await feedIs(guest, 'failed')).message).toContain('cannot be reached');
    expect(guest.snapshot(poll.id)?.voters).toBe(80);
    await startHost();
    await feedIs(guest, 'live');
    expect((await guest.call('polls:list')).map(({ id }) => id)).toEqual([poll.id]);
  });

  it('neither sees nor changes what belongs to that computer', async () => {
    const host = await startHost();
    const guest = await startGuest();
    await feedIs(guest, 'live');
    await guest.call('settings:write', { theme: 'dark' });
    expect(await host.call('settings:read')).toMatchObject({ theme: 'system' });
    expect((await guest.call('profiles:list')).profiles.map(({ profile }) => profile.id)).toEqual(['this-computer', 'office']);
    expect((await host.call('profiles:list')).profiles.map(({ profile }) => profile.id)).toEqual(['this-computer']);
    expect(existsSync(join(here.folder, 'secrets.json'))).toBe(false);
  });

  it('is not offered beyond this computer without TLS', async () => {
    const args = [
      '--dashboard-host',
      '0.0.0.0',
      '--dashboard-name',
      'localhost',
      '--access-token-file',
      join(there.folder, 'access-token'),
    ];
    await expect(start(there.folder, args)).rejects.toThrow(/not offered on 0\.0\.0\.0: .*--tls-cert/);
  });
});
