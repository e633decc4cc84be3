import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { WebSocket } from 'ws';
import { callNames, eventNames } from '../../core/contract/bridge.ts';
import type { Dashboard } from '../integration/desktop/dashboard-client.ts';
import { startDashboard } from '../integration/desktop/dashboard-client.ts';
import { eventually, makeFolder } from '../integration/ingest-process.ts';
import type { CallSketch } from './bridge-calls.ts';
import { goodArgs } from './bridge-calls.ts';
import type { BridgeClient } from './bridge-client.ts';
import { faultOfAnswer, openBridge } from './bridge-client.ts';
import { check, propertyTimeoutMs, runs } from './fuzz-settings.ts';
import type { HostileHost } from './hostile-host.ts';
import { sendForEver, startHostileHost } from './hostile-host.ts';
import { deepJson, hostileJson, hostileText, mutated } from './hostile-values.ts';
import type { WatchedDashboard } from './watched-dashboard.ts';
import { watchDashboard } from './watched-dashboard.ts';

const mayGrowMb = 400;
const job = {
  ...{ jobId: 'j1', report: 'ballots', pollId: 'p1', state: 'running', rows: 1, totalRows: 1, startedAt: 0 },
  ...{ file: null, downloadUrl: null, message: null },
};
const feed = { state: 'live', since: 0, lagVotes: 0, lagSeconds: 0, message: null };
/** Asked of the place that is connected to, whoever that is; the rest is answered here. */
const targets = { pollId: 'p1', victimId: 'p2', profileId: 'nowhere' };
const notForeign = new Set<string>(['profile:switch', 'profile:save', 'profile:remove', 'profile:test', 'settings:write']);
const asked: readonly CallSketch[] = Object.entries(goodArgs(targets))
  .filter(([channel]) => !notForeign.has(channel))
  .map(([channel, args]) => ({ channel, args: args === undefined ? undefined : JSON.stringify(args) }));

/** A message as JSON; `ID` stands for the number of the call that it answers. */
const messages = fc.oneof(
  fc
    .oneof(
      hostileJson.map((value) => JSON.stringify(value)),
      mutated(feed),
      mutated(job),
    )
    .map((value) => `{"id":ID,"answer":{"ok":true,"value":${value}}}`),
  mutated({ ok: false, code: 'not-found', message: 'No.' }).map((answer) => `{"id":ID,"answer":${answer}}`),
  hostileJson.map((answer) => `{"id":ID,"answer":${JSON.stringify(answer)}}`),
  fc
    .tuple(
      fc.constantFrom(...eventNames, 'no:such', '__proto__'),
      fc.oneof(
        mutated(job),
        mutated([feed]),
        mutated(feed),
        hostileJson.map((value) => JSON.stringify(value)),
      ),
    )
    .map(([event, payload]) => `{"event":${JSON.stringify(event)},"payload":${payload}}`),
  fc.integer({ min: 1, max: 100_000 }).map((depth) => deepJson(depth)),
  hostileText.map((text) => Buffer.from(text).toString()),
);

describe('a desktop whose Kpoll server is a stranger', () => {
  const { folder, remove } = makeFolder();
  let stranger: HostileHost;
  let desk: Dashboard;
  let watched: WatchedDashboard;
  let bridge: BridgeClient;

  beforeAll(async () => {
    stranger = await startHostileHost();
    const profile = { id: 'office', name: 'Office', kind: 'kpoll-server', url: stranger.url };
    writeFileSync(join(folder, 'given.json'), JSON.stringify({ v: 1, kind: 'kpoll-profiles', profiles: [profile] }));
    const env = { KPOLL_SERVER_TOKEN: 'a-token-of-more-than-24-letters' };
    desk = await startDashboard(folder, ['--profile-file', join(folder, 'given.json')], env);
    watched = watchDashboard(desk);
    bridge = await openBridge(desk);
  });
  afterAll(async () => {
    bridge.socket.terminate();
    await desk.stop();
    await stranger.stop();
    remove();
  });

  const heard = (socket: WebSocket, answer: (id: number) => void) =>
    socket.on('message', (data: Buffer) => answer((JSON.parse(data.toString()) as { id: number }).id));
  const send = (socket: WebSocket, text: string) => (socket.readyState === socket.OPEN ? socket.send(text) : undefined);
  const connected = async () => {
    let seen = 0;
    return {
      note: () => void (seen += 1),
      wait: () =>
        eventually(
          async () => seen,
          (count) => count >= 2,
          30_000,
        ),
    };
  };
  const expectUsable = async () => {
    expect((await desk.call('app:info')).profileKind).toBe('kpoll-server');
    expect((await desk.call('settings:write', { theme: 'dark' })).theme).toBe('dark');
    expect((await desk.call('profiles:list')).active).toBe('office');
    expect([...watched.faults(), ...bridge.faults()]).toEqual([]);
  };

  it(
    'answers every call and tells only what the contract knows, whatever it is told',
    async () => {
      let say: readonly string[] = ['{}'];
      let next = 0;
      const { note, wait } = await connected();
      stranger.speakWith((socket) => {
        note();
        heard(socket, (id) => send(socket, (say[(next += 1) % say.length] ?? '').replace('ID', String(id))));
        heard(socket, (id) => send(socket, `{"id":${id},"answer":{"ok":true,"value":null}}`));
      });
      await wait();
      await check(
        fc.asyncProperty(fc.array(messages, { minLength: 1, maxLength: 12 }), async (given) => {
          say = given;
          const answers = await Promise.all(asked.map(({ channel, args }) => bridge.ask(channel, args)));
          const found = answers.map((answer, index) =>
            // What is not of the contract is said to be not understood, with the code for what nobody expected.
            answer.ok || answer.code !== 'unexpected' ? faultOfAnswer(asked[index]?.channel ?? '', answer) : undefined,
          );
          expect(found.filter((fault) => fault !== undefined)).toEqual([]);
        }),
        runs(40),
      );
      await expectUsable();
    },
    propertyTimeoutMs,
  );

  it('holds and logs little of what is told without end', async () => {
    const [before, saidBefore] = [watched.residentMb(), watched.saidBytes()];
    const rounds = 20_000;
    let told = 0;
    stranger.speakWith((socket) => {
      heard(socket, (id) => send(socket, `{"id":${id},"answer":{"ok":true,"value":[]}}`));
      const tell = () => {
        for (let one = 0; one < 500 && told < rounds; one += 1, told += 1) {
          send(socket, `{"event":"report:changed","payload":${JSON.stringify({ ...job, jobId: `${told}-${'x'.repeat(10_000)}` })}}`);
          send(socket, '{"event":"polls:changed","payload":[{},{},{}]}');
        }
        if (told < rounds && socket.readyState === socket.OPEN) setImmediate(tell);
      };
      tell();
    });
    await eventually(
      async () => told,
      (count) => count >= rounds,
    );
    await expectUsable();
    expect(watched.saidBytes() - saidBefore).toBeLessThan(200_000);
    expect(watched.residentMb() - before).toBeLessThan(mayGrowMb);
  });

  it.each([
    ['a million faults', `{"event":"polls:changed","payload":[${'0,'.repeat(7_000_000)}0]}`],
    ['a message of 40 MB', `{"event":"polls:changed","payload":"${'x'.repeat(40 * 1024 * 1024)}"}`],
  ])('hangs up on %s', async (_name, message) => {
    const before = watched.residentMb();
    let closed = 0;
    stranger.speakWith((socket) => {
      socket.on('close', () => (closed += 1));
      if (closed < 2) send(socket, message);
    });
    await eventually(
      async () => closed,
      (count) => count >= 2,
    );
    await expectUsable();
    expect(watched.residentMb() - before).toBeLessThan(mayGrowMb);
  });

  it.each([
    ['cuts every connection', undefined],
    ['answers upgrades as if they were none', 'http'],
  ])('shows that it is not there where it %s', async (_name, kind) => {
    stranger.speakWith(undefined);
    stranger.answerWith((_request, response) => (kind === 'http' ? sendForEver(response, 'x'.repeat(65_536)) : response.destroy()));
    expect(
      (
        await eventually(
          () => desk.call('feed:read'),
          ({ state }) => state === 'failed',
        )
      ).message,
    ).toContain('cannot be reached');
    await expectUsable();
  });

  it('goes back to this computer, where everything works', async () => {
    await desk.call('profile:switch', { id: 'this-computer' });
    await eventually(
      () => desk.call('feed:read'),
      ({ state }) => state === 'live',
    );
    const draft = goodArgs(targets)['poll:create'];
    expect((await bridge.ask('poll:create', JSON.stringify(draft))).ok).toBe(true);
    expect(callNames.length).toBeGreaterThan(asked.length);
    expect(await desk.stop()).toBe(0);
    expect(watched.faults()).toEqual([]);
  });
});
