import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { authorPollView } from '../../core/contract/http.ts';
import type { Dashboard } from '../integration/desktop/dashboard-client.ts';
import { startDashboard } from '../integration/desktop/dashboard-client.ts';
import { openTestCluster } from '../integration/desktop/test-cluster.ts';
import type { IngestProcess } from '../integration/ingest-process.ts';
import { castVote, eventually, openPoll, readAsAuthor } from '../integration/ingest-process.ts';
import type { BridgeClient } from './bridge-client.ts';
import { faultOfAnswer, openBridge } from './bridge-client.ts';
import { check, propertyTimeoutMs, runs } from './fuzz-settings.ts';
import type { HostileHost } from './hostile-host.ts';
import { sendForEver, startHostileHost } from './hostile-host.ts';
import { hostileJson, hostileText, mutated, mutatedBytes } from './hostile-values.ts';
import type { WatchedDashboard } from './watched-dashboard.ts';
import { watchDashboard } from './watched-dashboard.ts';

const mayGrowMb = 150;
const draft = {
  question: 'Which?',
  type: 'single',
  options: [{ label: 'A' }, { label: 'B' }],
  reveal: 'always',
  changes: 'none',
  timeZone: 'UTC',
};
const statuses = [200, 201, 202, 204, 301, 307, 304, 400, 401, 404, 409, 418, 429, 500, 502, 503, 599];
const types = ['application/json', 'application/problem+json', 'text/html', 'image/png', '', ';;;'];

describe('a desktop whose author API is a stranger', () => {
  const cluster = openTestCluster();
  let server: IngestProcess;
  let stranger: HostileHost;
  let desk: Dashboard;
  let watched: WatchedDashboard;
  let bridge: BridgeClient;
  let pollId: string;
  let view: unknown;

  beforeAll(async () => {
    server = await cluster.startServer();
    stranger = await startHostileHost();
    const poll = await openPoll(server, { question: 'Which?', options: ['A', 'B'] });
    await castVote(server, poll.id, { option: 1 });
    pollId = poll.id;
    view = authorPollView.parse(await readAsAuthor(server, pollId));
    const profile = { ...cluster.profileFor(server), authorApi: stranger.url, joinUrl: stranger.url };
    desk = await startDashboard(`${cluster.folder}/desk`, ['--profile-file', cluster.writeProfile(profile)], {
      KPOLL_AUTHOR_TOKEN: cluster.token,
    });
    watched = watchDashboard(desk);
    bridge = await openBridge(desk);
    await eventually(
      () => desk.call('result:read', { pollId, run: 1 }),
      (result) => result?.voters === 1,
    );
  });
  afterAll(async () => {
    bridge.socket.terminate();
    await desk.stop();
    await stranger.stop();
    await server.stop();
    await cluster.remove();
  });

  const orders = () => [
    bridge.ask('poll:create', JSON.stringify(draft)),
    bridge.ask('poll:edit', JSON.stringify({ pollId, revision: 1, draft })),
    bridge.ask('poll:command', JSON.stringify({ pollId, revision: 2, command: 'close' })),
  ];
  const expectUsable = async () => {
    expect(await desk.call('result:read', { pollId, run: 1 })).toMatchObject({ voters: 1 });
    expect((await desk.call('polls:list')).map(({ id, state }) => [id, state])).toEqual([[pollId, 'open']]);
    expect((await desk.call('cluster:status')).brokers.length).toBeGreaterThan(0);
    expect([...watched.faults(), ...bridge.faults()]).toEqual([]);
  };

  it(
    'is told in a sentence what came of an order, whatever is answered',
    async () => {
      const document = {
        type: 'urn:x',
        title: 'x',
        status: 409,
        detail: 'No.',
        code: 'wrong-state',
        errors: [{ path: 'x', message: 'y' }],
      };
      const body = fc.oneof(
        mutated(document),
        // Another poll's view would be waited for: the log never tells of it.
        mutated(view).filter((text) => !authorPollView.safeParse(JSON.parse(text)).success),
        hostileText,
        hostileJson.map((value) => JSON.stringify(value)),
        mutatedBytes(JSON.stringify(document)).map((bytes) => bytes.toString('latin1')),
      );
      const answers = fc.record({
        status: fc.constantFrom(...statuses),
        type: fc.constantFrom(...types),
        retry: fc.constantFrom('1', '-1', '1e99', 'soon', ''),
        encoding: fc.constantFrom('identity', 'identity', 'gzip', 'br', 'nonsense'),
        cut: fc.constantFrom(false, false, true),
        body,
      });
      await check(
        fc.asyncProperty(answers, async ({ status, type, retry, encoding, cut, body: text }) => {
          stranger.answerWith((_request, response) => {
            response.writeHead(status, { 'content-type': type, 'retry-after': retry, 'content-encoding': encoding });
            response.write(text);
            if (cut) response.destroy();
            else response.end();
          });
          for (const answer of await Promise.all(orders())) {
            expect(answer.ok).toBe(false);
            // A newer server's answer is not understood; that is said with the code for what nobody expected.
            if (!answer.ok && answer.code === 'unexpected') expect(answer.message).toMatch(/^The server answered/);
            else expect(faultOfAnswer('poll:create', answer)).toBeUndefined();
          }
        }),
        runs(60),
      );
      await expectUsable();
    },
    propertyTimeoutMs,
  );

  it('takes in no more than a poll can be of an answer without end', async () => {
    const before = watched.residentMb();
    let sent = 0;
    stranger.answerWith((_request, response) => sendForEver(response, 'x'.repeat(65_536), (bytes) => (sent += bytes)));
    const said = await Promise.all(orders());
    expect(said.map((answer) => (answer.ok ? 'ok' : answer.code))).toEqual([
      'server-unreachable',
      'server-unreachable',
      'server-unreachable',
    ]);
    const profile = (await desk.call('profiles:list')).profiles.find(({ profile: { kind } }) => kind === 'cluster')?.profile;
    if (profile === undefined) throw new Error('the profile is gone');
    const { parts } = await desk.call('profile:test', { profile, secrets: {} });
    expect(parts).toHaveLength(4);
    expect(watched.residentMb() - before).toBeLessThan(mayGrowMb);
    expect(sent).toBeLessThan(100 * 1024 * 1024);
    await expectUsable();
  });

  it('says few of many faults', async () => {
    const errors = Array.from({ length: 5_000 }, () => ({ path: 'x', message: 'y'.repeat(50) }));
    const document = { type: 'urn:x', title: 'x', status: 400, detail: 'No.', code: 'invalid-request', errors };
    stranger.answerWith((_request, response) => response.writeHead(400).end(JSON.stringify(document)));
    for (const answer of await Promise.all(orders())) expect(JSON.stringify(answer).length).toBeLessThan(2_000);
  });

  it('simulates no voters for ever against it, and ends in order', async () => {
    stranger.answerWith((_request, response) => sendForEver(response, 'x'.repeat(65_536)));
    expect((await bridge.ask('demo:start')).ok).toBe(false);
    expect(await desk.stop()).toBe(0);
    expect(watched.faults()).toEqual([]);
  });
});
