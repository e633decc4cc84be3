import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { WebSocket } from 'ws';
import { WebSocketServer } from 'ws';
import type { KpollServerProfile } from '../../../../core/domain/profile.ts';
import { connectKpollServer } from '../../../../main/remote/kpoll-server.ts';
import { testKpollServer } from '../../../../main/remote/test-kpoll-server.ts';
import type { ShellPort } from '../../../../main/shell-port.ts';
import { createSilentLogger } from '../silent-logger.ts';

describe('something that takes the place of a Kpoll server', () => {
  let server: WebSocketServer;
  let profile: KpollServerProfile;
  let babble: (socket: WebSocket) => void;
  const secrets = { serverToken: 'a-token-of-more-than-24-letters' };

  beforeEach(async () => {
    server = new WebSocketServer({ host: '127.0.0.1', port: 0 });
    server.on('connection', (socket) => babble(socket));
    await new Promise((resolve) => server.once('listening', resolve));
    const { port } = server.address() as AddressInfo;
    profile = { id: 'k1', name: 'Strange', kind: 'kpoll-server', url: `http://127.0.0.1:${port}` };
  });
  afterEach(async () => {
    for (const socket of server.clients) socket.terminate();
    await new Promise((resolve) => server.close(resolve));
  });

  const events = ['feed:changed', 'report:changed', 'polls:changed', 'join:changed', 'results:changed', 'profile:switched', 'no:such'];
  const nonsense = (socket: WebSocket) => {
    socket.send('hello');
    for (const event of events) socket.send(JSON.stringify({ event, payload: 'nonsense' }));
    socket.on('message', (data: Buffer) => {
      const { id } = JSON.parse(data.toString('utf8')) as { id: number };
      socket.send(JSON.stringify({ id, answer: { ok: true, value: 'nonsense' } }));
    });
  };

  it('does the desktop no harm, whatever it says', async () => {
    babble = nonsense;
    const logger = createSilentLogger();
    const desktop = connectKpollServer({ profile, secrets, shell: {} as ShellPort, clock: Date.now, logger });
    const told: string[] = [];
    const session = desktop.openSession((event) => void told.push(event), { remote: false });
    await expect(session.handlers['result:read']({ pollId: 'p1', run: 1 })).rejects.toThrow(/does not understand/);
    await expect.poll(() => logger.lines.some(({ details }) => details?.['event'] === 'polls:changed')).toBe(true);
    expect(told.filter((event) => ['polls:changed', 'results:changed', 'report:changed'].includes(event))).toEqual([]);
    session.stop();
    await desktop.stop();
  });

  it('is found out by the test of the profile', async () => {
    babble = nonsense;
    expect(await testKpollServer(profile, secrets)).toMatchObject({ ok: false, message: expect.stringContaining('does not') as unknown });
  });

  it('keeps no connection of the test where it never answers', async () => {
    babble = () => undefined;
    expect(await testKpollServer(profile, secrets, 300)).toMatchObject({
      ok: false,
      message: expect.stringContaining('within 0.3 s') as unknown,
    });
    await expect.poll(() => server.clients.size).toBe(0);
  });
});
