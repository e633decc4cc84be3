import { randomBytes } from 'node:crypto';
import type { Socket } from 'node:net';
import { connect } from 'node:net';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { AuthorPollView } from '../../core/contract/http.ts';
import type { IngestProcess } from '../integration/ingest-process.ts';
import { eventually, makeFolder, openPoll, startIngest, vote } from '../integration/ingest-process.ts';
import { frames } from './frames.ts';
import { check, propertyTimeoutMs, runs } from './fuzz-settings.ts';
import type { WatchedServer } from './watched-server.ts';
import { watchServer } from './watched-server.ts';

const idle = 2_000;
/** What a connection that does nothing may cost. */
const kbPerIdle = 40;

describe('sockets of the ingest server, used badly', () => {
  const { folder, remove } = makeFolder();
  const opened: Socket[] = [];
  let server: IngestProcess;
  let watched: WatchedServer;
  let poll: AuthorPollView;

  beforeAll(async () => {
    server = await startIngest(folder, ['--votes-per-address', '0']);
    watched = watchServer(server);
    poll = await openPoll(server, { question: 'Which?', options: ['A', 'B'] });
  });
  afterAll(async () => {
    for (const socket of opened) socket.destroy();
    await server.stop();
    remove();
  });

  function open(): Promise<Socket> {
    return new Promise((resolve, reject) => {
      const socket = connect(watched.port, '127.0.0.1', () => resolve(socket));
      socket.on('error', reject);
      opened.push(socket);
    });
  }
  async function openLive(extensions = ''): Promise<Socket> {
    const socket = await open();
    const key = randomBytes(16).toString('base64');
    const head = `GET /ws?poll=${poll.id} HTTP/1.1\r\nhost: x\r\nconnection: upgrade\r\nupgrade: websocket\r\nsec-websocket-version: 13\r\nsec-websocket-key: ${key}\r\n`;
    const answered = new Promise<string>((resolve) => socket.once('data', (chunk: Buffer) => resolve(chunk.toString('latin1'))));
    socket.write(`${head}${extensions}\r\n`);
    expect(await answered).toMatch(/^HTTP\/1\.1 101/);
    return socket;
  }
  const gone = (socket: Socket) => new Promise<void>((resolve) => (socket.destroyed ? resolve() : socket.once('close', () => resolve())));
  const votesInTime = async () => {
    const started = performance.now();
    expect((await vote(server, poll.id, { option: 1 })).status).toBe(204);
    expect(performance.now() - started).toBeLessThan(10_000);
  };
  const allLeft = () =>
    eventually(
      () => watched.metric('kpoll_live_sockets'),
      (count) => count === 0,
      20_000,
    );

  it(
    'survives frames of every kind, and forgets whoever sent them',
    async () => {
      await check(
        fc.asyncProperty(fc.array(frames, { minLength: 1, maxLength: 20 }), async (all) => {
          const socket = await openLive();
          socket.write(Buffer.concat(all));
          socket.end();
          socket.resume();
          await gone(socket);
        }),
        runs(120),
      );
      await allLeft();
      await votesInTime();
    },
    propertyTimeoutMs,
  );

  it.each([
    ['a frame that says it is huge', Buffer.from([0x82, 0xff, 0, 0, 0, 0xff, 0xff, 0xff, 0xff, 0xff, 0, 0, 0, 0])],
    ['an unmasked frame', Buffer.from([0x81, 0x01, 0x61])],
    ['a bad opcode', Buffer.from([0x83, 0x80, 0, 0, 0, 0])],
    [
      'fragments for ever',
      Buffer.concat([
        Buffer.from([0x01, 0x81, 0, 0, 0, 0, 0x61]),
        ...Array.from({ length: 3_000 }, () => Buffer.from([0x00, 0x81, 0, 0, 0, 0, 0x61])),
      ]),
    ],
    [
      'empty fragments for ever',
      Buffer.concat([
        Buffer.from([0x01, 0x80, 0, 0, 0, 0]),
        ...Array.from({ length: 40_000 }, () => Buffer.from([0x00, 0x80, 0, 0, 0, 0])),
      ]),
    ],
    ['a compressed frame', Buffer.from([0xc1, 0x81, 0, 0, 0, 0, 0x61])],
  ])('ends a live socket over %s', async (_name, bytes) => {
    const socket = await openLive('sec-websocket-extensions: permessage-deflate\r\n');
    socket.on('error', () => undefined);
    socket.write(bytes);
    socket.resume();
    await gone(socket);
    await allLeft();
  });

  it('never agrees to compress', async () => {
    const socket = await open();
    const answered = new Promise<string>((resolve) => socket.once('data', (chunk: Buffer) => resolve(chunk.toString('latin1'))));
    socket.write(
      `GET /ws?poll=${poll.id} HTTP/1.1\r\nhost: x\r\nconnection: upgrade\r\nupgrade: websocket\r\nsec-websocket-version: 13\r\nsec-websocket-key: ${randomBytes(16).toString('base64')}\r\nsec-websocket-extensions: permessage-deflate\r\n\r\n`,
    );
    expect(await answered).not.toMatch(/permessage-deflate/i);
    socket.destroy();
    await allLeft();
  });

  it('keeps no socket of upgrades that it refused', async () => {
    const handles = () => watched.metric('kpoll_nodejs_active_handles_total');
    const before = await handles();
    const refused = await Promise.all(
      Array.from({ length: 200 }, async () => {
        const socket = await open();
        socket.write('GET /ws?poll=none HTTP/1.1\r\nhost: x\r\nconnection: upgrade\r\nupgrade: websocket\r\n\r\n');
        socket.resume();
        await gone(socket);
        return true;
      }),
    );
    expect(refused).toHaveLength(200);
    await eventually(handles, (now) => now < before + 50, 10_000);
  });

  it(`takes votes while ${idle} connections do nothing, are half open or speak one byte at a time`, async () => {
    const before = await watched.residentMb();
    const sockets: Socket[] = [];
    for (let from = 0; from < idle; from += 200) sockets.push(...(await Promise.all(Array.from({ length: 200 }, open))));
    const head = `POST /polls/${poll.id}/vote HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\n`;
    sockets.forEach((socket, index) => {
      socket.on('error', () => undefined);
      if (index % 4 === 1) socket.write(head.slice(0, 20));
      if (index % 4 === 2) socket.write(`${head}content-length: 12\r\n\r\n{"opt`);
      if (index % 4 === 3) socket.write(`${head}transfer-encoding: chunked\r\n\r\n5\r\n{"opt`);
      if (index % 8 === 4) socket.end();
    });
    for (let byte = 0; byte < 5; byte += 1) {
      for (const socket of sockets.filter((_, index) => index % 4 === 2)) if (socket.writable) socket.write('i');
      await votesInTime();
    }
    expect((await watched.residentMb()) - before).toBeLessThan((idle * kbPerIdle) / 1024 + 40);
  });

  it('ends in order and soon, whoever is still connected', async () => {
    await Promise.all([openLive(), open()]);
    const started = performance.now();
    expect(await server.stop()).toBe(0);
    expect(performance.now() - started).toBeLessThan(20_000);
    expect(watched.faults()).toEqual([]);
  });
});
