import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { attachBridgeSocket } from '../../../browser/bridge-socket.ts';
import type { DashboardServer } from '../../../browser/dashboard-server.ts';
import { startDashboardServer } from '../../../browser/dashboard-server.ts';
import type { ReportJob } from '../../../core/contract/bridge.ts';
import { defaultSettings } from '../../../core/domain/settings.ts';
import type { Handlers } from '../../../main/bridge/answer.ts';
import type { SendEvent } from '../../../main/bridge/event-hub.ts';
import { createSilentLogger } from '../main/silent-logger.ts';

const job: ReportJob = {
  ...{ jobId: 'abc123', report: 'summary', pollId: 'p1', state: 'done', rows: 1, totalRows: 1, startedAt: 0 },
  ...{ file: null, downloadUrl: '/reports/abc123', message: null },
};

interface Got {
  readonly status: number;
  readonly headers: NodeJS.Dict<string | string[]>;
  readonly body: string;
}

const tokenOf = ({ link }: DashboardServer) => new URL(link).searchParams.get('token') ?? '';

describe('the dashboard server', () => {
  let folder: string;
  let server: DashboardServer;
  let bridge: { stop(): Promise<void> };
  let origin: string;
  const sessions: { send: SendEvent; stopped: boolean }[] = [];
  const openSockets: WebSocket[] = [];

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'kpoll-dashboard-'));
    await mkdir(join(folder, 'renderer', 'assets'), { recursive: true });
    await writeFile(join(folder, 'renderer', 'index.html'), '<title>Kpoll</title><body>hello</body>');
    await writeFile(join(folder, 'renderer', 'assets', 'app.js'), 'let a;');
    await writeFile(join(folder, 'secret.js'), 'secret');
    await writeFile(join(folder, 'client.js'), 'let bridge;');
    await writeFile(join(folder, 'my report.csv'), 'a,b\r\n');
    server = await startDashboardServer({
      ...{ port: 0, rendererFolder: join(folder, 'renderer'), clientScript: join(folder, 'client.js'), logger: createSilentLogger() },
      findReport: (jobId) => (jobId === job.jobId ? { ...job, file: join(folder, 'my report.csv') } : undefined),
    });
    bridge = attachBridgeSocket(server, {
      openSession(send) {
        const session = { send, stopped: false };
        sessions.push(session);
        const handlers = { 'settings:read': async () => defaultSettings, 'feed:retry': async () => undefined } as unknown as Handlers;
        return { context: { handlers, logger: createSilentLogger() }, stop: () => void (session.stopped = true) };
      },
    });
    origin = new URL(server.link).origin;
  });
  afterEach(async () => {
    for (const socket of openSockets.splice(0)) socket.terminate();
    sessions.length = 0;
    await bridge.stop();
    await server.stop();
    await rm(folder, { recursive: true });
  });

  function get(path: string, headers: Record<string, string> = {}, method = 'GET'): Promise<Got> {
    return new Promise((resolve, reject) => {
      const sent = request(`${origin}${path}`, { method, headers }, (response) => {
        let body = '';
        response.on('data', (chunk: Buffer) => (body += chunk.toString()));
        response.on('end', () => {
          resolve({ status: response.statusCode ?? 0, headers: response.headers, body });
        });
      });
      sent.on('error', reject);
      sent.end();
    });
  }

  async function enter(): Promise<string> {
    const { headers } = await get(`/?token=${tokenOf(server)}`);
    return String(headers['set-cookie']).split(';')[0] ?? '';
  }

  function connect(headers: Record<string, string>, path = '/bridge'): Promise<WebSocket | number> {
    const socket = new WebSocket(`${origin.replace('http', 'ws')}${path}`, { headers });
    openSockets.push(socket);
    return new Promise((resolve, reject) => {
      socket.on('open', () => {
        resolve(socket);
      });
      socket.on('unexpected-response', (_request, response) => {
        resolve(response.statusCode ?? 0);
      });
      socket.on('error', reject);
    });
  }

  async function open(): Promise<WebSocket> {
    const socket = await connect({ cookie: await enter(), origin });
    if (typeof socket === 'number') throw new Error(`refused with ${socket}`);
    return socket;
  }

  const nextMessage = (socket: WebSocket) =>
    new Promise<unknown>((resolve) => {
      socket.once('message', (data: Buffer) => {
        resolve(JSON.parse(data.toString()));
      });
    });

  it('lets in whoever brings the token, once, with a cookie that scripts and other sites cannot use', async () => {
    const first = await get(`/?token=${tokenOf(server)}`);
    expect(first).toMatchObject({ status: 303, headers: { location: '/' } });
    expect(String(first.headers['set-cookie'])).toMatch(/; Path=\/; HttpOnly; SameSite=Strict$/);
    const second = await get(`/?token=${tokenOf(server)}`);
    expect(second.status).toBe(403);
    expect(second.headers['set-cookie']).toBeUndefined();
  });

  it('lets whoever is in already follow the link again', async () => {
    const cookie = await enter();
    expect((await get(`/?token=${tokenOf(server)}`, { cookie })).status).toBe(303);
  });

  it.each(['', 'x', 'A'.repeat(32)])('refuses the token "%s"', async (token) => {
    expect((await get(`/?token=${token}`)).status).toBe(403);
  });

  it.each(['/', '/assets/app.js', '/bridge-client.js', '/reports/abc123', '/index.html'])(
    'shows nothing of %s without the cookie',
    async (path) => {
      const got = await get(path, { cookie: 'kpoll_dashboard_1=guess' });
      expect(got.status).toBe(403);
      expect(got.body).toContain('Open the link');
    },
  );

  it('serves the page with its bridge and a strict policy', async () => {
    const got = await get('/', { cookie: await enter() });
    expect(got.status).toBe(200);
    expect(got.body).toBe('<title>Kpoll</title><script src="/bridge-client.js"></script><body>hello</body>');
    expect(got.headers['content-security-policy']).toContain("default-src 'none'; script-src 'self'");
    expect(String(got.headers['content-security-policy'])).not.toContain('unsafe');
  });

  it.each(['/../secret.js', '/assets/../../secret.js', '/%2e%2e/secret.js', '/..%2fsecret.js', '/nothing.js', '/assets'])(
    'serves nothing for %s',
    async (path) => {
      const got = await get(path, { cookie: await enter() });
      expect(got.status).toBe(404);
      expect(got.body).not.toContain('secret');
    },
  );

  it('serves a finished report as a download under its own name', async () => {
    const cookie = await enter();
    const got = await get('/reports/abc123', { cookie });
    expect(got).toMatchObject({ status: 200, body: 'a,b\r\n' });
    expect(got.headers['content-disposition']).toContain("filename*=UTF-8''my%20report.csv");
    expect((await get('/reports/other', { cookie })).status).toBe(404);
  });

  it('refuses names that other sites could make point here, and methods that write', async () => {
    const cookie = await enter();
    expect((await get('/', { cookie, host: `evil.example:${new URL(origin).port}` })).status).toBe(403);
    expect((await get('/', { cookie }, 'POST')).status).toBe(405);
  });

  it('answers calls of its own page over the socket, and tells it events', async () => {
    const socket = await open();
    socket.send(JSON.stringify({ id: 7, channel: 'settings:read' }));
    expect(await nextMessage(socket)).toEqual({ id: 7, answer: { ok: true, value: defaultSettings } });
    socket.send(JSON.stringify({ id: 8, channel: 'feed:retry' }));
    expect(await nextMessage(socket)).toEqual({ id: 8, answer: { ok: true } });
    const told = nextMessage(socket);
    sessions[0]?.send('polls:changed', []);
    expect(await told).toEqual({ event: 'polls:changed', payload: [] });
  });

  it('ends the session with its socket', async () => {
    (await open()).close();
    await expect.poll(() => sessions[0]?.stopped).toBe(true);
  });

  it('refuses a socket without the cookie', async () => {
    expect(await connect({ origin })).toBe(403);
    expect(await connect({ origin, cookie: 'kpoll_dashboard_1=guess' })).toBe(403);
  });

  it.each(['http://evil.example', 'null', 'https://127.0.0.1', ''])(
    'refuses a socket from a page of "%s", cookie or not',
    async (foreign) => {
      const cookie = await enter();
      expect(await connect(foreign === '' ? { cookie } : { cookie, origin: foreign })).toBe(403);
    },
  );

  it('refuses a socket that calls this server by another name', async () => {
    const host = `evil.example:${new URL(origin).port}`;
    expect(await connect({ cookie: await enter(), host, origin: `http://${host}` })).toBe(403);
  });

  it('refuses a socket elsewhere than at /bridge', async () => {
    expect(await connect({ cookie: await enter(), origin }, '/other')).toBe(403);
  });

  it.each(['not json', '{"channel":"settings:read"}', '[]', 'x'.repeat(3_000_000)])('closes a socket that sends no calls', async (text) => {
    const socket = await open();
    const closed = new Promise((resolve) => {
      socket.on('close', resolve);
    });
    socket.send(text);
    expect([1003, 1009]).toContain(await closed);
  });
});
