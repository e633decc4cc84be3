import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import type { IncomingHttpHeaders } from 'node:http';
import { request } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { attachBridgeSocket } from '../../../browser/bridge-socket.ts';
import type { DashboardServer } from '../../../browser/dashboard-server.ts';
import { startDashboardServer } from '../../../browser/dashboard-server.ts';
import { createDownloadShell } from '../../../browser/download-shell.ts';
import type { Feed, ReportJob } from '../../../core/contract/bridge.ts';
import { encodePartial } from '../../../core/contract/topics.ts';
import type { KpollServerProfile } from '../../../core/domain/profile.ts';
import type { Poll } from '../../../core/domain/poll.ts';
import type { SendEvent } from '../../../main/bridge/event-hub.ts';
import type { Desktop } from '../../../main/desktop.ts';
import { startDesktop } from '../../../main/desktop.ts';
import type { DesktopHost } from '../../../main/host/desktop-host.ts';
import { startDesktopHost } from '../../../main/host/desktop-host.ts';
import { refusedDataCalls } from '../../../main/host/data-handlers.ts';
import { createHostHandlers } from '../../../main/host/host-handlers.ts';
import { createProfileTest } from '../../../main/profiles/profile-test.ts';
import { openProfiles } from '../../../main/profiles/profiles.ts';
import { openBox } from '../../../main/profiles/secret-box.ts';
import { connectKpollServer } from '../../../main/remote/kpoll-server.ts';
import { openSettingsStore } from '../../../main/settings/settings-store.ts';
import type { ShellPort } from '../../../main/shell-port.ts';
import { createFakeShell } from '../../fakes/fake-shell.ts';
import type { FakeConnection } from '../main/fake-connection.ts';
import { createFakeConnection } from '../main/fake-connection.ts';
import { commandsTo, samplePartial } from '../main/sample-polls.ts';
import { openAlerts } from '../main/alerts/open-alerts.ts';
import { createSilentLogger } from '../main/silent-logger.ts';
import { createFakeShellServices } from '../../fakes/fake-shell-services.ts';
import { offUpdates } from '../../fakes/off-updates.ts';
import type { SelfSigned } from './self-signed.ts';
import { makeCertificate } from './self-signed.ts';

const token = 'a-token-of-more-than-24-letters';
const logger = createSilentLogger();
const clock = Date.now;

describe('a Kpoll server and the desktops that connect to it', () => {
  let folder: string;
  let certificate: SelfSigned;
  let connection: FakeConnection;
  let host: DesktopHost;
  let server: DashboardServer;
  const stops: (() => Promise<void>)[] = [];
  const stopLater = (stop: () => Promise<void>) => void stops.unshift(stop);

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'kpoll-server-'));
    certificate = makeCertificate(folder);
    await mkdir(join(folder, 'renderer'));
    await writeFile(join(folder, 'renderer', 'index.html'), '<title>Kpoll</title>');
    await writeFile(join(folder, 'client.js'), 'let bridge;');
    connection = createFakeConnection();
    await connection.writable.log.append('polls', commandsTo('closed'));
    const partials = [0, 1].map((partition) => samplePartial({ partition, counts: [2, 1], voters: 3, closedAt: 30, offset: 30 }));
    await connection.writable.log.append(
      'results',
      partials.map((partial) => encodePartial(0, partial)),
    );
    const ballots = Array.from({ length: 6 }, (_value, index) => ({
      ...{ pollId: 'p1', run: 1, partition: 0, bucket: 0, voterId: `voter-${index}`, voteId: `vote-${index}`, order: index, time: 1000 },
      choice: [1],
    }));
    await connection.writable.history.write({ partials, ballots });
    await startThere();
    server = await listen(0);
  });
  afterEach(async () => {
    for (const stop of stops.splice(0)) await stop();
    await rm(folder, { recursive: true });
  });

  async function startThere(): Promise<void> {
    const stores = { clock, logger };
    const profiles = await openProfiles({ ...stores, folder, box: openBox, newId: () => 'new' });
    const settings = await openSettingsStore({ ...stores, file: join(folder, 'settings.json') });
    const shell = createDownloadShell({ version: '9.9.9', reportFolder: join(folder, 'reports') });
    const alerts = await openAlerts({ folder, profiles });
    const createDataHandlers = () => refusedDataCalls;
    const services = {
      profiles,
      settings,
      shell,
      dataFolder: folder,
      testProfile: async () => ({ parts: [] }),
      alerts,
      createDataHandlers,
      shellServices: createFakeShellServices(),
      updates: offUpdates(),
    };
    host = await startDesktopHost({
      ...{ profiles, logger, openDesktop: () => startDesktop({ connection, shell, clock, logger }) },
      createHostHandlers: (place, session) => createHostHandlers(services, place, session),
    });
    stopLater(() => host.stop());
  }

  async function listen(port: number): Promise<DashboardServer> {
    const dashboard = await startDashboardServer({
      ...{ port, rendererFolder: join(folder, 'renderer'), clientScript: join(folder, 'client.js'), logger },
      findReport: (jobId) => host.findReport(jobId),
      access: { host: '127.0.0.1', names: ['localhost'], token, tls: certificate },
    });
    const bridge = attachBridgeSocket(dashboard, host);
    let stopped: Promise<void> | undefined;
    const stop = () => (stopped ??= bridge.stop().then(() => dashboard.stop()));
    stopLater(stop);
    return { ...dashboard, stop };
  }

  const portOf = () => Number(new URL(server.link).port);
  const profileOf = (changes: Partial<KpollServerProfile> = {}): KpollServerProfile => ({
    ...{ id: 'k1', name: 'Head office', kind: 'kpoll-server', url: server.link, caFile: certificate.certFile },
    ...changes,
  });

  function connect(changes: Partial<KpollServerProfile> = {}, serverToken = token) {
    const shell = createFakeShell({ chooseReportFile: async (name) => join(folder, `here ${name}`) });
    const desktop = connectKpollServer({ profile: profileOf(changes), secrets: { serverToken }, shell, clock, logger });
    stopLater(() => desktop.stop());
    return { desktop, ...openWindow(desktop) };
  }

  function openWindow(desktop: Desktop) {
    const told: { readonly event: string; readonly payload: unknown }[] = [];
    const send: SendEvent = (event, payload) => void told.push({ event, payload });
    const session = desktop.openSession(send, { remote: false });
    stopLater(async () => session.stop());
    const feeds = () => told.filter(({ event }) => event === 'feed:changed').map(({ payload }) => payload as Feed);
    return { told, feeds, handlers: session.handlers };
  }

  it('shows polls and results of over there, live', async () => {
    const { desktop, handlers, told, feeds } = connect();
    await desktop.firstUp;
    expect(desktop.joinAddresses()).toEqual(connection.joinAddresses());
    // The desktop over there may still be reading them.
    await expect.poll(async () => (await handlers['polls:list'](undefined)).map(({ id }) => id)).toEqual(['p1']);
    await expect.poll(() => feeds().at(-1)?.state).toBe('live');
    await handlers['results:watch']({ pollIds: ['p1'] });
    await expect
      .poll(() => told.filter(({ event }) => event === 'results:changed').at(-1)?.payload)
      .toMatchObject([{ voters: 6, final: true }]);
    await connection.writable.log.append('polls', commandsTo('draft', 'p2'));
    await expect.poll(() => told.some(({ event, payload }) => event === 'polls:changed' && (payload as Poll[])[0]?.id === 'p2')).toBe(true);
    expect((await handlers['cluster:status'](undefined)).problems).toEqual([]);
  });

  it('throws failures as they were over there', async () => {
    const { handlers } = connect();
    await expect(handlers['history:timeline']({ pollId: 'none', run: 1, step: 'second' })).rejects.toMatchObject({
      code: 'poll-not-found',
    });
  });

  it('writes a report made over there to a file here', async () => {
    const { desktop, handlers, told } = connect();
    await desktop.firstUp;
    const job = await handlers['report:start']({ pollId: 'p1', run: 1, report: 'summary' });
    expect(job).toMatchObject({ state: 'running', file: null });
    const ended = () =>
      told.map(({ payload }) => payload as ReportJob).find(({ jobId, state }) => jobId === job?.jobId && state !== 'running');
    await expect.poll(ended).toMatchObject({ state: 'done', message: null, downloadUrl: null });
    expect(await readFile(ended()?.file ?? '', 'utf8')).toContain('Tea or coffee?');
    expect((await readdir(folder)).filter((name) => name.endsWith('.part'))).toEqual([]);
    expect(desktop.findReport(job?.jobId ?? '')).toMatchObject({ state: 'done' });
  });

  it('tells of a report only the window that began it, and lets no other stop or show it', async () => {
    const { desktop, handlers, told } = connect();
    const other = openWindow(desktop);
    const thereTold: string[] = [];
    const there = host.openSession((event) => void thereTold.push(event));
    await desktop.firstUp;
    const job = await handlers['report:start']({ pollId: 'p1', run: 1, report: 'summary' });
    const jobId = job?.jobId ?? '';
    await expect.poll(() => told.some(({ payload }) => (payload as ReportJob).state === 'done')).toBe(true);
    expect(other.told.filter(({ event }) => event === 'report:changed')).toEqual([]);
    expect(thereTold).not.toContain('report:changed');
    await expect(other.handlers['report:cancel']({ jobId })).rejects.toMatchObject({ code: 'not-found' });
    await expect(other.handlers['report:reveal']({ jobId })).rejects.toMatchObject({ code: 'not-found' });
    await expect(there.context.handlers['report:cancel']({ jobId })).rejects.toMatchObject({ code: 'not-found' });
    there.stop();
  });

  it('does not tell a guest where a report lies on the computer of the dashboard', async () => {
    const guestTold: ReportJob[] = [];
    const note: SendEvent = (event, payload) => {
      if (event === 'report:changed') guestTold.push(payload as ReportJob);
    };
    const guest = host.openSession(note, { remote: true });
    await expect.poll(async () => (await guest.context.handlers['polls:list'](undefined)).length).toBe(1);
    await guest.context.handlers['report:start']({ pollId: 'p1', run: 1, report: 'summary' });
    await expect.poll(() => guestTold.at(-1)).toMatchObject({ state: 'done', file: null, downloadUrl: expect.any(String) as unknown });
    guest.stop();
  });

  it('keeps what was known while the server is away, says so, and goes on by itself when it is back', async () => {
    const { desktop, handlers, feeds, told } = connect();
    await desktop.firstUp;
    await handlers['results:watch']({ pollIds: ['p1'] });
    await expect.poll(() => told.some(({ event }) => event === 'results:changed')).toBe(true);
    const port = portOf();
    await server.stop();
    await expect.poll(() => feeds().at(-1)?.state).toBe('failed');
    expect(feeds().at(-1)?.message).toMatch(/Head office|cannot be reached/);
    expect(await handlers['feed:read'](undefined)).toMatchObject({ state: 'failed' });
    expect((await handlers['polls:list'](undefined)).map(({ id }) => id)).toEqual(['p1']);
    expect((await handlers['cluster:status'](undefined)).problems).toHaveLength(1);
    told.length = 0;
    server = await listen(port);
    await expect.poll(() => feeds().at(-1)?.state, { timeout: 8000 }).toBe('live');
    await expect.poll(() => told.some(({ event }) => event === 'results:changed')).toBe(true);
  });

  it.each([
    ['another token', {}, 'wrong-token-wrong-token-wrong', /does not take this access token/],
    ['no certificate file', { caFile: undefined }, token, /certificate is not trusted/],
    ['a certificate file that is not there', { caFile: '/nowhere/ca.pem' }, token, /\/nowhere\/ca\.pem cannot be read/],
    ['a plain address on another computer', { url: 'http://192.0.2.1:1' }, token, /without encryption/],
    ['a plain address that only looks like this computer', { url: 'http://127.evil.example' }, token, /without encryption/],
  ])('says why it cannot connect with %s, and the app stays usable', async (_what, changes, given, reason) => {
    const profile = 'caFile' in changes && changes.caFile === undefined ? withoutCa(profileOf()) : profileOf(changes);
    const desktop = connectKpollServer({ profile, secrets: { serverToken: given }, shell: {} as ShellPort, clock, logger });
    stopLater(() => desktop.stop());
    const { handlers, feeds } = openWindow(desktop);
    await expect(desktop.firstUp).rejects.toThrow(reason);
    await expect.poll(() => feeds().at(-1)?.message).toMatch(reason);
    expect(await handlers['polls:list'](undefined)).toEqual([]);
  });

  const withoutCa = ({ caFile: _ca, ...profile }: KpollServerProfile): KpollServerProfile => profile;

  it('is tested: what answers there, or which setting is wrong', async () => {
    const never = () => Promise.reject(new Error('not of interest'));
    const test = createProfileTest({ openLog: never, openHistory: never, logger });
    const messageOf = async (profile: KpollServerProfile, serverToken: string | undefined) => {
      const [part] = (await test(profile, serverToken === undefined ? {} : { serverToken })).parts;
      return `${part?.ok === true ? 'ok' : 'wrong'}: ${part?.message ?? ''}`;
    };
    expect(await messageOf(profileOf(), token)).toBe(
      `ok: Reached Kpoll 9.9.9 at ${server.link}, which shows "This computer"; the access token is accepted.`,
    );
    expect(await messageOf(profileOf(), 'x')).toMatch(/^wrong: .*does not take this access token/);
    expect(await messageOf(profileOf(), undefined)).toMatch(/^wrong: .*has no access token/);
    expect(await messageOf(withoutCa(profileOf()), token)).toMatch(/^wrong: .*not trusted/);
    expect(await messageOf(profileOf({ url: 'https://localhost:1' }), token)).toMatch(/^wrong: .*nothing listens there/);
  });

  function get(
    path: string,
    { method = 'GET', headers = {}, body }: { method?: string; headers?: Record<string, string>; body?: string } = {},
  ) {
    return new Promise<{ status: number; headers: IncomingHttpHeaders; body: string }>((resolve, reject) => {
      const sent = request(
        {
          host: '127.0.0.1',
          servername: 'localhost',
          port: portOf(),
          path,
          method,
          ca: certificate.cert,
          headers: { host: `localhost:${portOf()}`, ...headers },
        },
        (response) => {
          let text = '';
          response.on('data', (chunk: Buffer) => (text += chunk.toString()));
          response.on('end', () => {
            resolve({ status: response.statusCode ?? 0, headers: response.headers, body: text });
          });
        },
      );
      sent.on('error', reject);
      sent.end(body);
    });
  }

  const origin = () => `https://localhost:${portOf()}`;
  const cookieOf = (headers: IncomingHttpHeaders) => (headers['set-cookie']?.[0] ?? '').split(';')[0] ?? '';
  const form = { method: 'POST', body: `token=${token}`, headers: { 'content-type': 'application/x-www-form-urlencoded' } };

  it('lets people in with the token, by a form or a link, more than once, with a cookie only TLS carries', async () => {
    const stranger = await get('/');
    expect(stranger).toMatchObject({ status: 403, body: expect.stringContaining('name="token"') as unknown });
    expect(stranger.headers['content-security-policy']).toContain("form-action 'self'");
    const entered = await get('/enter', { ...form, headers: { ...form.headers, origin: origin() } });
    expect(entered).toMatchObject({ status: 303, headers: { location: '/' } });
    expect(entered.headers['set-cookie']?.[0]).toMatch(
      /^__Host-kpoll_access_\d+=.*; Path=\/; HttpOnly; SameSite=Lax; Max-Age=\d+; Secure$/,
    );
    expect((await get('/', { headers: { cookie: cookieOf(entered.headers) } })).body).toContain('<title>Kpoll</title>');
    expect((await get(`/?token=${token}`)).status).toBe(303);
    expect((await get(`/?token=${token}`)).status).toBe(303);
  });

  it('lets nobody in with a wrong token, from another site, or under another name', async () => {
    expect((await get('/?token=wrong')).status).toBe(403);
    expect(
      (await get('/enter', { ...form, body: 'token=wrong', headers: { ...form.headers, origin: origin() } })).headers['set-cookie'],
    ).toBeUndefined();
    expect(
      (await get('/enter', { ...form, headers: { ...form.headers, origin: 'https://evil.example' } })).headers['set-cookie'],
    ).toBeUndefined();
    expect((await get('/enter', form)).headers['set-cookie']).toBeUndefined();
    expect((await get(`/?token=${token}`, { headers: { host: 'evil.example' } })).status).toBe(403);
    expect((await get('/reports/x')).status).toBe(403);
    expect(
      (await get('/enter', { ...form, body: `token=${'x'.repeat(10_000)}`, headers: { ...form.headers, origin: origin() } })).status,
    ).toBe(403);
  });

  it('slows down whoever tries tokens on any page, and not whoever has the right one or none', async () => {
    const tryAt = async (path: string, authorization: string) => (await get(path, { headers: { authorization } })).status;
    const answers: number[] = [];
    const guess = async () => {
      answers.push(...(await Promise.all(Array.from({ length: 15 }, () => tryAt('/reports/x', 'Bearer wrong')))));
      return answers;
    };
    await expect.poll(guess).toContain(429);
    expect(answers).not.toContain(200);
    expect(await tryAt('/', `Bearer ${token}`)).toBe(200);
    expect((await get('/')).status).toBe(403);
  });

  function upgrade(headers: Record<string, string>): Promise<number> {
    const socket = new WebSocket(`wss://localhost:${portOf()}/bridge`, { ca: certificate.cert, headers });
    return new Promise((resolve, reject) => {
      socket.on('open', () => {
        socket.terminate();
        resolve(101);
      });
      socket.on('unexpected-response', (_request, response) => {
        resolve(response.statusCode ?? 0);
      });
      socket.on('error', reject);
    });
  }

  it('opens sockets for desktops with the token and for its own pages, for nobody else', async () => {
    const authorization = `Bearer ${token}`;
    const cookie = cookieOf((await get(`/?token=${token}`)).headers);
    expect(await upgrade({ authorization })).toBe(101);
    expect(await upgrade({ cookie, origin: origin() })).toBe(101);
    expect(await upgrade({})).toBe(403);
    expect(await upgrade({ authorization: 'Bearer wrong' })).toBe(403);
    expect(await upgrade({ cookie })).toBe(403);
    expect(await upgrade({ cookie, origin: 'https://evil.example' })).toBe(403);
    expect(await upgrade({ authorization, origin: 'https://evil.example' })).toBe(403);
    expect(await upgrade({ authorization, host: 'evil.example' })).toBe(403);
  });

  it('begins windows anew when the place over there becomes another one', async () => {
    const { desktop, told } = connect();
    await desktop.firstUp;
    const there = host.openSession(() => undefined);
    await there.context.handlers['profile:switch']({ id: 'this-computer' });
    await expect.poll(() => told.find(({ event }) => event === 'profile:switched')?.payload).toEqual({ id: 'k1' });
  });
});
