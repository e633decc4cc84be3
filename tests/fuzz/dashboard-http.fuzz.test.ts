import { randomBytes } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import type { Socket } from 'node:net';
import { connect } from 'node:net';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Dashboard } from '../integration/desktop/dashboard-client.ts';
import { startDashboard } from '../integration/desktop/dashboard-client.ts';
import { freePort } from '../integration/desktop/free-port.ts';
import { makeFolder } from '../integration/ingest-process.ts';
import { frames } from './frames.ts';
import { check, propertyTimeoutMs, runs } from './fuzz-settings.ts';
import { mutatedBytes } from './hostile-values.ts';
import { requests, toBytes } from './http-requests.ts';
import type { RawAnswer } from './raw-http.ts';
import { sendBytes } from './raw-http.ts';
import type { WatchedDashboard } from './watched-dashboard.ts';
import { watchDashboard } from './watched-dashboard.ts';

const token = 'a-token-of-more-than-24-letters';
const atOnce = 10;
const mayGrowMb = 150;

describe('the dashboard server, given rubbish', () => {
  const { folder, remove } = makeFolder();
  const opened: Socket[] = [];
  let desk: Dashboard;
  let watched: WatchedDashboard;
  /** For this computer, with its cookie, and for others, with the access token. */
  let ports: readonly [number, number];

  beforeAll(async () => {
    const tokenFile = join(folder, 'access-token');
    writeFileSync(tokenFile, token);
    const port = await freePort();
    const own = ['--dashboard-host', '127.0.0.1', '--dashboard-port', String(port), '--access-token-file', tokenFile];
    desk = await startDashboard(join(folder, 'data'), own);
    watched = watchDashboard(desk);
    ports = [Number(new URL(desk.origin).port), port];
  });
  afterAll(async () => {
    for (const socket of opened) socket.destroy();
    await desk.stop();
    remove();
  });

  const expectUsable = async () => {
    expect((await desk.call('feed:read')).state).toBe('live');
    expect((await fetch(desk.origin, { headers: { cookie: desk.cookie } })).status).toBe(200);
    const entered = await fetch(`http://127.0.0.1:${ports[1]}/?token=${token}`, { redirect: 'manual' });
    expect([entered.status, entered.headers.getSetCookie().length]).toEqual([303, 1]);
    expect(watched.faults()).toEqual([]);
  };

  /** No 5xx, no page of ours for a stranger, and nothing about what it is made of. */
  function faultOf({ status, body }: RawAnswer, mayEnter: boolean): string | undefined {
    if (status === undefined) return 'no answer';
    if (status >= 500) return `status ${status}: ${body.slice(0, 200)}`;
    if (!mayEnter && body.includes('bridge-client.js')) return 'a stranger was let in';
    return /node_modules|\n\s+at |\.ts:\d|TypeError|RangeError/.test(body) ? body.slice(0, 200) : undefined;
  }

  it(
    'answers every request, and lets in nobody but whom it must',
    async () => {
      const before = watched.residentMb();
      const targets = { port: 0, pollId: 'abc', code: 'ABC', victimId: '../x', token: 'wrong', cookies: 'a=1; b=2' };
      const paths = fc.constantFrom(
        '/',
        '/?token=wrong',
        '/enter',
        '/bridge',
        '/reports/abc',
        '/assets/',
        '/bridge-client.js',
        '/..%2f',
        '/%00.js',
      );
      const hosts = ['127.0.0.1:PORT', 'localhost:PORT', '127.0.0.1', 'evil.example', '[::1]', '', 'x'.repeat(2_000)];
      const sketch = fc.record({
        sketch: requests(targets),
        path: fc.option(paths),
        host: fc.constantFrom(...hosts),
        gate: fc.constantFrom(0, 1),
        login: fc.boolean(),
        origin: fc.constantFrom(undefined, 'null', 'http://evil.example', 'http://127.0.0.1:PORT'),
      });
      await check(
        fc.asyncProperty(fc.array(sketch, { minLength: 1, maxLength: atOnce, size: 'max' }), async (given) => {
          const answers = await Promise.all(
            given.map(async ({ sketch: base, path, host, gate, login, origin }) => {
              const port = ports[gate] ?? 0;
              const own = login ? [gate === 0 ? (['cookie', desk.cookie] as const) : (['authorization', `Bearer ${token}`] as const)] : [];
              const from = origin === undefined ? [] : [['origin', origin.replace('PORT', String(port))] as const];
              const dropped = ['cookie', 'authorization', 'origin', 'upgrade'];
              const headers = [...base.headers.filter(([name]) => !dropped.includes(name)), ...own, ...from];
              const bytes = toBytes({ ...base, headers, path: path ?? base.path }).toString('latin1');
              const named = bytes.replace('host: 127.0.0.1', `host: ${host.replace('PORT', String(port))}`);
              return faultOf(await sendBytes(port, Buffer.from(named, 'latin1')), login);
            }),
          );
          expect(answers.filter((fault) => fault !== undefined)).toEqual([]);
        }),
        runs(120),
      );
      expect(watched.residentMb() - before).toBeLessThan(mayGrowMb);
      await expectUsable();
    },
    propertyTimeoutMs,
  );

  it(
    'survives bytes that are no requests',
    async () => {
      const good = `POST /enter HTTP/1.1\r\nhost: 127.0.0.1\r\nconnection: close\r\ncontent-type: application/x-www-form-urlencoded\r\ncontent-length: 7\r\n\r\ntoken=x`;
      const bytes = fc.oneof(
        mutatedBytes(good),
        fc.uint8Array({ maxLength: 300 }).map((given) => Buffer.from(given)),
      );
      await check(
        fc.asyncProperty(fc.array(bytes, { minLength: 1, maxLength: atOnce, size: 'max' }), async (all) => {
          const answers = await Promise.all(all.map((given, index) => sendBytes(ports[index % 2] ?? 0, given, { end: true })));
          expect(answers.filter(({ status }) => status !== undefined && status >= 500)).toEqual([]);
        }),
        runs(50),
      );
      await expectUsable();
    },
    propertyTimeoutMs,
  );

  function open(port: number): Promise<Socket> {
    return new Promise((resolve, reject) => {
      const socket = connect(port, '127.0.0.1', () => resolve(socket));
      socket.once('error', reject);
      opened.push(socket);
    });
  }
  const gone = (socket: Socket) => new Promise<void>((resolve) => (socket.destroyed ? resolve() : socket.once('close', () => resolve())));
  /** The status of an upgrade; the socket stays open where it was granted. */
  async function upgrade(port: number, lines: readonly string[], path = '/bridge') {
    const socket = await open(port);
    const answered = new Promise<string>((resolve) => socket.once('data', (chunk: Buffer) => resolve(chunk.toString('latin1'))));
    const key = randomBytes(16).toString('base64');
    const head = ['connection: upgrade', 'upgrade: websocket', 'sec-websocket-version: 13', `sec-websocket-key: ${key}`, ...lines];
    socket.on('error', () => undefined);
    socket.write(`GET ${path} HTTP/1.1\r\n${head.join('\r\n')}\r\n\r\n`);
    return { socket, status: Number((await answered).slice(9, 12)) };
  }

  it('opens its bridge to its own page and to whoever brings the token, and to nobody else', async () => {
    const [mine, others] = ports;
    const [cookie, bearer] = [`cookie: ${desk.cookie}`, `authorization: Bearer ${token}`];
    const at = (port: number) => `host: 127.0.0.1:${port}`;
    const from = (port: number) => `origin: http://127.0.0.1:${port}`;
    const asked: readonly (readonly [number, readonly string[], string?])[] = [
      [mine, [at(mine), cookie, from(mine)]],
      [others, [at(others), bearer]],
      [mine, [at(mine), cookie]],
      [mine, [at(mine), from(mine)]],
      [mine, [at(mine), bearer, from(mine)]],
      [mine, [at(mine), cookie, 'origin: http://evil.example']],
      [mine, ['host: evil.example', cookie, 'origin: http://evil.example']],
      [mine, [at(mine), cookie, from(mine)], '/bridge?x=1'],
      [others, [at(others), cookie, from(others)]],
      [others, [at(others), bearer, 'origin: http://evil.example']],
      [others, [at(others), 'authorization: Bearer wrong']],
      [others, ['host: evil.example', bearer]],
    ];
    const statuses: number[] = [];
    for (const [port, lines, path] of asked) {
      const { socket, status } = await upgrade(port, lines, path);
      statuses.push(status);
      socket.resume();
      if (status === 101) socket.destroy();
      else await gone(socket);
    }
    // Whoever brings a token that does not open it is one who guesses, and may be told to wait.
    const expected = asked.map(([, lines], index) =>
      index < 2 ? 101 : lines.some((line) => line.startsWith('authorization')) ? 'guess' : 403,
    );
    const seen = statuses.map((status, index) => (expected[index] === 'guess' && [403, 429].includes(status) ? 'guess' : status));
    expect(seen).toEqual(expected);
  });

  it(
    'survives frames of every kind, before and after they may be sent',
    async () => {
      const [mine] = ports;
      const own = [`host: 127.0.0.1:${mine}`, `cookie: ${desk.cookie}`, `origin: http://127.0.0.1:${mine}`];
      await check(
        fc.asyncProperty(fc.array(frames, { minLength: 1, maxLength: 20 }), fc.boolean(), async (all, isLoggedIn) => {
          const { socket } = await upgrade(mine, isLoggedIn ? own : [`host: 127.0.0.1:${mine}`]);
          socket.write(Buffer.concat(all));
          socket.end();
          socket.resume();
          await gone(socket);
        }),
        runs(80),
      );
      await expectUsable();
    },
    propertyTimeoutMs,
  );

  const call = (text: string) => Buffer.from(text);
  const frame = (first: number, payload: Buffer) => {
    const head = Buffer.alloc(10);
    head.writeUInt8(first, 0);
    head.writeUInt8(0xff, 1);
    head.writeBigUInt64BE(BigInt(payload.length), 2);
    return Buffer.concat([head, Buffer.alloc(4), payload]);
  };
  it.each([
    ['a call of 3 MB', frame(0x81, call(`{"id":1,"channel":"${'x'.repeat(3_000_000)}"}`))],
    ['fragments of 3 MB', Buffer.concat([frame(0x01, call('x'.repeat(1_500_000))), frame(0x80, call('x'.repeat(1_500_000)))])],
    ['a call in bytes', frame(0x82, call('{"id":1,"channel":"feed:read"}'))],
    ['a text that is no call', frame(0x81, call('hello'))],
    ['a call without a number', frame(0x81, call('{"channel":"feed:read"}'))],
    ['a text that is no text', frame(0x81, Buffer.from([0xff, 0xfe]))],
    ['a frame that says it is huge', Buffer.from([0x81, 0xff, 0, 0, 0, 0xff, 0xff, 0xff, 0xff, 0xff, 0, 0, 0, 0])],
  ])('hangs up on %s', async (_name, bytes) => {
    const [mine] = ports;
    const { socket } = await upgrade(mine, [`host: 127.0.0.1:${mine}`, `cookie: ${desk.cookie}`, `origin: http://127.0.0.1:${mine}`]);
    // Whoever does not answer to the close frame is cut off half a minute later.
    const dismissed = new Promise<void>((resolve) => socket.on('data', (chunk: Buffer) => (chunk[0] === 0x88 ? resolve() : undefined)));
    socket.write(bytes);
    await Promise.race([dismissed, gone(socket)]);
    socket.destroy();
    await expectUsable();
  });

  it('tells whoever goes on with wrong tokens to wait, and lets the right one in meanwhile', async () => {
    const [, others] = ports;
    const guess = () => fetch(`http://127.0.0.1:${others}/?token=wrong`, { redirect: 'manual' });
    const answers = await Promise.all(Array.from({ length: 60 }, guess));
    const refused = answers.filter(({ status }) => status === 429);
    expect(refused.length).toBeGreaterThan(0);
    expect(refused.every(({ headers }) => Number(headers.get('retry-after')) >= 1)).toBe(true);
    expect(answers.every(({ status }) => status === 429 || status === 403)).toBe(true);
    await expectUsable();
  });

  it('serves while 500 connections do nothing or are half open, and ends in order', async () => {
    const before = watched.residentMb();
    const idle = await Promise.all(Array.from({ length: 500 }, (_, index) => open(ports[index % 2] ?? 0)));
    idle.forEach((socket, index) => {
      socket.on('error', () => undefined);
      if (index % 3 === 1) socket.write('POST /enter HTTP/1.1\r\nhost: 127.0.0.1\r\ncontent-length: 100\r\n\r\nto');
      if (index % 3 === 2) socket.end('GET / HT');
    });
    await expectUsable();
    expect(watched.residentMb() - before).toBeLessThan(60);
    expect(await desk.stop()).toBe(0);
    expect(watched.faults()).toEqual([]);
  });
});
