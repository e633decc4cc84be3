import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { callNames } from '../../core/contract/bridge.ts';
import type { AuthorPollView } from '../../core/contract/http.ts';
import type { Dashboard } from '../integration/desktop/dashboard-client.ts';
import { startDashboard } from '../integration/desktop/dashboard-client.ts';
import type { IngestProcess } from '../integration/ingest-process.ts';
import { castVote, eventually, makeFolder, openPoll, startIngest } from '../integration/ingest-process.ts';
import type { CallTargets } from './bridge-calls.ts';
import { callSketches, goodArgs } from './bridge-calls.ts';
import type { BridgeClient } from './bridge-client.ts';
import { faultOfAnswer, openBridge } from './bridge-client.ts';
import { check, propertyTimeoutMs, runs } from './fuzz-settings.ts';
import type { WatchedDashboard } from './watched-dashboard.ts';
import { watchDashboard } from './watched-dashboard.ts';
import type { WatchedServer } from './watched-server.ts';
import { watchServer } from './watched-server.ts';

const atOnce = 12;
const mayGrowMb = 200;
const text = (length: number) => 'x'.repeat(length);

describe('every call of the bridge, given rubbish', () => {
  const { folder, remove } = makeFolder();
  let server: IngestProcess;
  let ingest: WatchedServer;
  let desk: Dashboard;
  let watched: WatchedDashboard;
  let bridge: BridgeClient;
  let poll: AuthorPollView;
  let targets: CallTargets;

  beforeAll(async () => {
    server = await startIngest(folder);
    ingest = watchServer(server);
    poll = await openPoll(server, { question: 'Which?', options: ['A', 'B'] });
    const victim = await openPoll(server, { question: 'Victim?', options: ['A', 'B'] });
    await castVote(server, poll.id, { option: 1 });
    desk = await startDashboard(folder);
    watched = watchDashboard(desk);
    bridge = await openBridge(desk);
    targets = { pollId: poll.id, victimId: victim.id, profileId: 'nowhere' };
    await eventually(
      () => desk.call('polls:list'),
      (polls) => polls.length === 2,
    );
  });
  afterAll(async () => {
    bridge.socket.terminate();
    await desk.stop();
    await server.stop();
    remove();
  });

  const expectUsable = async () => {
    expect((await desk.call('feed:read')).state).toBe('live');
    expect(await desk.call('result:read', { pollId: poll.id, run: 1 })).toMatchObject({ voters: 1 });
    expect([...watched.faults(), ...bridge.faults(), ...ingest.faults()]).toEqual([]);
  };

  it('answers each call that is made for what it is there', async () => {
    for (const [channel, args] of Object.entries(goodArgs(targets))) {
      const answer = await bridge.ask(channel, args === undefined ? undefined : JSON.stringify(args));
      expect(faultOfAnswer(channel, answer)).toBeUndefined();
    }
    await desk.call('demo:stop');
    await eventually(
      () => desk.call('feed:read'),
      ({ state }) => state === 'live',
    );
  });

  it(
    'answers with a result of the contract or a failure of the list, and a normal call works afterwards',
    async () => {
      const before = watched.residentMb();
      await check(
        fc.asyncProperty(fc.array(callSketches(targets), { minLength: 1, maxLength: atOnce, size: 'max' }), async (sketches) => {
          const answers = await Promise.all(sketches.map(({ channel, args }) => bridge.ask(channel, args)));
          const found = answers.map((answer, index) => faultOfAnswer(sketches[index]?.channel ?? '', answer));
          expect(found.filter((fault) => fault !== undefined)).toEqual([]);
          expect(await desk.call('settings:read')).toMatchObject({ v: 1 });
        }),
        runs(120),
      );
      expect(watched.residentMb() - before).toBeLessThan(mayGrowMb * Math.max(1, Math.sqrt(runs(1).numRuns)));
      await expectUsable();
    },
    propertyTimeoutMs,
  );

  it('refuses calls that do not exist, each with the code for it', async () => {
    for (const channel of ['', 'polls', '__proto__', 'constructor', 'hasOwnProperty', 'POLLS:LIST', text(100_000)]) {
      expect(await bridge.ask(channel, '{}')).toEqual({ ok: false, code: 'invalid-request', message: 'There is no such call.' });
    }
  });

  it('says a few faults of many, whatever is huge or names nothing', async () => {
    const many = <T>(count: number, one: T) => Array.from({ length: count }, () => one);
    const profiles = { v: 1, kind: 'kpoll-profiles', profiles: many(50_000, {}) };
    const huge: readonly (readonly [(typeof callNames)[number], unknown])[] = [
      ['poll:create', { ...(goodArgs(targets)['poll:create'] as object), question: text(1_900_000) }],
      ['poll:create', { ...(goodArgs(targets)['poll:create'] as object), options: many(60_000, { label: 'x' }) }],
      ['poll:create', { ...(goodArgs(targets)['poll:create'] as object), options: many(60_000, {}) }],
      ['results:watch', { pollIds: many(100_000, '') }],
      ['profiles:import', { text: JSON.stringify(profiles) }],
      ['profiles:import', { text: `[${many(400_000, '1').join(',')}]` }],
      ['profile:remove', { id: text(1_900_000) }],
      ['profile:switch', { id: text(1_900_000) }],
      ['report:cancel', { jobId: text(1_900_000) }],
      ['poll:command', { pollId: '\ud800', revision: 1, command: 'open' }],
      ['poll:command', { pollId: '..', revision: 1, command: 'open' }],
      ['poll:edit', { pollId: '.', revision: 1, draft: goodArgs(targets)['poll:create'] }],
      ['history:timeline', { pollId: poll.id, run: 1, step: 'second', fromMs: -1e300, toMs: 1e300 }],
      ['history:timeline', { pollId: poll.id, run: 1, step: 'second', fromMs: 1e300, toMs: -1e300 }],
      ['history:timeline', { pollId: poll.id, run: Number.MAX_SAFE_INTEGER, step: 'hour' }],
      ['result:read', { pollId: poll.id, run: Number.MAX_SAFE_INTEGER }],
    ];
    for (const [channel, args] of huge) {
      const answer = await bridge.ask(channel, JSON.stringify(args));
      expect(faultOfAnswer(channel, answer)).toBeUndefined();
      expect(JSON.stringify(answer).length).toBeLessThan(10_000);
    }
    await expectUsable();
  });

  it('holds little of what it says to a tab that does not listen, and little of what it is asked at once', async () => {
    await desk.call('settings:write', { joinUrl: text(1_000_000) });
    const before = watched.residentMb();
    const deaf = await openBridge(desk);
    deaf.socket.on('error', () => undefined);
    deaf.socket.pause();
    for (let id = 1; id <= 600; id += 1) {
      if (deaf.socket.readyState === deaf.socket.OPEN) deaf.socket.send(`{"id":${id},"channel":"settings:read"}`);
      if (id % 50 === 0) await desk.call('feed:read');
    }
    expect(watched.residentMb() - before).toBeLessThan(mayGrowMb);
    deaf.socket.terminate();
    await desk.call('settings:write', { joinUrl: null });
    await expectUsable();
  });

  it('makes no more reports at once than a person can want', async () => {
    const args = JSON.stringify(goodArgs(targets)['report:start']);
    const answers = await Promise.all(Array.from({ length: 300 }, () => bridge.ask('report:start', args)));
    const refused = answers.filter((answer) => !answer.ok);
    expect(refused.length).toBeGreaterThan(0);
    expect(refused.every((answer) => !answer.ok && answer.code === 'too-many-requests')).toBe(true);
    await eventually(
      () => bridge.ask('report:start', args),
      (answer) => answer.ok,
    );
    await expectUsable();
  });

  it('ends in order', async () => {
    expect(await desk.stop()).toBe(0);
    expect(watched.faults()).toEqual([]);
  });
});
