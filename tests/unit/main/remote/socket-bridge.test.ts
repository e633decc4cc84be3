import { describe, expect, it } from 'vitest';
import type { SocketEvents } from '../../../../main/remote/socket-bridge.ts';
import { createSocketBridge } from '../../../../main/remote/socket-bridge.ts';

interface FakeSocket extends SocketEvents {
  closed: boolean;
  readonly sent: { readonly id: number; readonly channel: string; readonly args?: unknown }[];
}

function makeWorld() {
  const faults: unknown[] = [];
  const sockets: FakeSocket[] = [];
  const waiting: { readonly run: () => void; readonly ms: number }[] = [];
  const bridge = createSocketBridge({
    open(events) {
      const sent: FakeSocket['sent'] = [];
      const socket: FakeSocket = { ...events, sent, closed: false };
      sockets.push(socket);
      return {
        send: (text) => void sent.push(JSON.parse(text) as FakeSocket['sent'][number]),
        close: () => void (socket.closed = true),
      };
    },
    clock: () => 77,
    wait: (run, ms) => void waiting.push({ run, ms }),
    onFault: (error) => void faults.push(error),
  });
  const socket = (index: number): FakeSocket => {
    const found = sockets[index];
    if (found === undefined) throw new Error(`no socket ${index} yet`);
    return found;
  };
  return { bridge, socket, sockets, waiting, faults };
}

const answered = (value: unknown) => ({ ok: true as const, value });

describe('the bridge over a socket', () => {
  it('sends calls and gives each its own answer, in whatever order they come', async () => {
    const { bridge, socket } = makeWorld();
    socket(0).onOpen();
    const [first, second] = [bridge.call('polls:list', undefined), bridge.call('feed:read', undefined)];
    socket(0).onMessage(JSON.stringify({ id: 2, answer: answered('feed') }));
    socket(0).onMessage(JSON.stringify({ id: 1, answer: answered('polls') }));
    expect(await first).toEqual(answered('polls'));
    expect(await second).toEqual(answered('feed'));
  });

  it('keeps a call that is made before the connection stands', () => {
    const { bridge, socket } = makeWorld();
    void bridge.call('polls:list', undefined);
    expect(socket(0).sent).toEqual([]);
    socket(0).onOpen();
    expect(socket(0).sent).toEqual([{ id: 1, channel: 'polls:list' }]);
  });

  it('fails a call that waited in vain, and does not send it later', async () => {
    const { bridge, socket, waiting } = makeWorld();
    const call = bridge.call('poll:duplicate', { pollId: 'p1' });
    waiting.find(({ ms }) => ms === 10_000)?.run();
    expect(await call).toMatchObject({ ok: false, code: 'server-unreachable' });
    socket(0).onOpen();
    expect(socket(0).sent).toEqual([]);
  });

  it('fails a call that was under way when the connection broke, saying that the outcome is not known', async () => {
    const { bridge, socket } = makeWorld();
    socket(0).onOpen();
    const call = bridge.call('poll:duplicate', { pollId: 'p1' });
    socket(0).onClose();
    expect(await call).toMatchObject({ ok: false, message: expect.stringContaining('not known') as unknown });
  });

  it('tells listeners that the connection is lost, and after it is back everything they may have missed', async () => {
    const { bridge, socket, waiting } = makeWorld();
    const told: unknown[] = [];
    bridge.on('feed:changed', (payload) => told.push(payload));
    bridge.on('polls:changed', (payload) => told.push(payload));
    socket(0).onOpen();
    void bridge.call('results:watch', { pollIds: ['p1'] });
    socket(0).onClose();
    expect(told).toMatchObject([{ state: 'failed', since: 77 }]);
    waiting.find(({ ms }) => ms === 250)?.run();
    socket(1).onOpen();
    expect(socket(1).sent.map(({ channel, args }) => [channel, args])).toEqual([
      ['results:watch', { pollIds: ['p1'] }],
      ['app:info', undefined],
      ['polls:list', undefined],
      ['feed:read', undefined],
    ]);
    const [, , polls, feed] = socket(1).sent;
    socket(1).onMessage(JSON.stringify({ id: polls?.id, answer: answered(['poll']) }));
    socket(1).onMessage(JSON.stringify({ id: feed?.id, answer: answered({ state: 'live' }) }));
    await new Promise((resolve) => setImmediate(resolve));
    expect(told.slice(1)).toEqual([['poll'], { state: 'live' }]);
  });

  const reconnect = ({ socket, waiting }: ReturnType<typeof makeWorld>) => {
    socket(0).onClose();
    waiting.find(({ ms }) => ms === 250)?.run();
    socket(1).onOpen();
    return socket(1);
  };
  const answerInfo = (socket: FakeSocket, placeId: string) => {
    const asked = socket.sent.findLast(({ channel }) => channel === 'app:info');
    socket.onMessage(JSON.stringify({ id: asked?.id, answer: answered({ placeId, profileId: 'hall', joinAddresses: [] }) }));
  };

  it.each([
    ['one', []],
    ['two', [{ id: 'hall' }]],
  ])('after an interruption in which place one was exchanged for place %s tells of switches %j', (placeId, told) => {
    const world = makeWorld();
    const switches: unknown[] = [];
    world.bridge.on('profile:switched', (payload) => switches.push(payload));
    world.socket(0).onOpen();
    void world.bridge.call('app:info', undefined);
    answerInfo(world.socket(0), 'one');
    answerInfo(reconnect(world), placeId);
    expect(switches).toEqual(told);
  });

  it('tells a switch that it heard of once, and knows the place it is in from then on', () => {
    const world = makeWorld();
    const switches: unknown[] = [];
    world.bridge.on('profile:switched', (payload) => switches.push(payload));
    world.socket(0).onOpen();
    void world.bridge.call('app:info', undefined);
    answerInfo(world.socket(0), 'one');
    world.socket(0).onMessage(JSON.stringify({ event: 'profile:switched', payload: { id: 'hall' } }));
    answerInfo(world.socket(0), 'two');
    expect(switches).toHaveLength(1);
    answerInfo(reconnect(world), 'three');
    expect(switches).toHaveLength(2);
  });

  it('takes reports that were running when the connection broke for failed, and others not', () => {
    const { bridge, socket } = makeWorld();
    const told: unknown[] = [];
    socket(0).onOpen();
    void bridge.call('report:start', {});
    socket(0).onMessage(JSON.stringify({ id: 1, answer: answered({ jobId: 'a', state: 'running' }) }));
    socket(0).onMessage(JSON.stringify({ event: 'report:changed', payload: { jobId: 'b', state: 'running' } }));
    socket(0).onMessage(JSON.stringify({ event: 'report:changed', payload: { jobId: 'b', state: 'done' } }));
    bridge.on('report:changed', (payload) => told.push(payload));
    socket(0).onClose();
    expect(told).toMatchObject([{ jobId: 'a', state: 'failed', message: expect.stringContaining('Make it again') as unknown }]);
  });

  it('waits longer and longer between attempts, never more than four seconds', () => {
    const { sockets, socket, waiting } = makeWorld();
    const pauses: number[] = [];
    for (let index = 0; index < 7; index += 1) {
      socket(index).onClose();
      const next = waiting.shift();
      pauses.push(next?.ms ?? 0);
      next?.run();
    }
    expect(pauses).toEqual([250, 500, 1000, 2000, 4000, 4000, 4000]);
    expect(sockets).toHaveLength(8);
  });

  it.each([
    'hello',
    '{"id":1,',
    'null',
    '[]',
    '7',
    '{}',
    '{"id":1}',
    '{"id":1,"answer":null}',
    '{"id":1,"answer":{"ok":false}}',
    '{"id":1,"answer":{"ok":false,"code":"made-up","message":"x"}}',
    '{"id":"1","answer":{"ok":true}}',
    '{"event":{"a":1}}',
    '{"event":"unheard-of"}',
  ])('takes no notice of what is not of its language: %s', async (text) => {
    const { bridge, socket, faults } = makeWorld();
    socket(0).onOpen();
    const call = bridge.call('polls:list', undefined);
    socket(0).onMessage(text);
    socket(0).onMessage(undefined);
    socket(0).onMessage(JSON.stringify({ id: 1, answer: answered('polls') }));
    expect(await call).toEqual(answered('polls'));
    expect(faults).toEqual([]);
  });

  it('tells the others although one listener throws, and reports that', () => {
    const { bridge, socket, faults } = makeWorld();
    const told: unknown[] = [];
    bridge.on('polls:changed', () => {
      throw new Error('stumbled');
    });
    bridge.on('polls:changed', (payload) => told.push(payload));
    socket(0).onOpen();
    socket(0).onMessage(JSON.stringify({ event: 'polls:changed', payload: 1 }));
    expect(told).toEqual([1]);
    expect(faults).toMatchObject([{ message: 'stumbled' }]);
  });

  it('stops telling whoever has unsubscribed', () => {
    const { bridge, socket } = makeWorld();
    const told: unknown[] = [];
    const forget = bridge.on('polls:changed', (payload) => told.push(payload));
    socket(0).onOpen();
    socket(0).onMessage(JSON.stringify({ event: 'polls:changed', payload: 1 }));
    forget();
    socket(0).onMessage(JSON.stringify({ event: 'polls:changed', payload: 2 }));
    expect(told).toEqual([1]);
  });

  it('gives up a connection that does not answer any more, says so, and opens another', async () => {
    const { bridge, socket, sockets, waiting } = makeWorld();
    const told: unknown[] = [];
    bridge.on('feed:changed', (payload) => told.push(payload));
    socket(0).onOpen();
    const beat = () =>
      waiting
        .splice(
          waiting.findIndex(({ ms }) => ms === 5000),
          1,
        )[0]
        ?.run();
    beat();
    const [probe] = socket(0).sent;
    expect(probe).toMatchObject({ channel: 'settings:read' });
    socket(0).onMessage(JSON.stringify({ id: probe?.id, answer: answered({}) }));
    await new Promise((resolve) => setImmediate(resolve));
    beat();
    expect(socket(0).closed).toBe(false);
    beat();
    expect(socket(0).closed).toBe(true);
    expect(told).toMatchObject([{ state: 'failed' }]);
    waiting.find(({ ms }) => ms === 250)?.run();
    socket(0).onClose();
    expect(sockets).toHaveLength(2);
    socket(1).onOpen();
    expect(bridge.isConnected()).toBe(true);
  });

  it('fails what is under way when it is stopped, and opens nothing any more', async () => {
    const { bridge, socket, sockets, waiting } = makeWorld();
    socket(0).onOpen();
    const call = bridge.call('poll:duplicate', { pollId: 'p1' });
    bridge.stop();
    expect(await call).toMatchObject({ ok: false });
    waiting.forEach(({ run }) => run());
    expect(sockets).toHaveLength(1);
  });
});
