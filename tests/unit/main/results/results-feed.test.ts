import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Feed, Snapshot } from '../../../../core/contract/bridge.ts';
import { encodePartial, encodeServer, encodeStatus } from '../../../../core/contract/topics.ts';
import type { ServerStatus } from '../../../../core/domain/server-status.ts';
import { createPollList } from '../../../../main/polls/poll-list.ts';
import type { ResultsFeed, Watcher } from '../../../../main/results/results-feed.ts';
import { createResultsFeed } from '../../../../main/results/results-feed.ts';
import type { FakeConnection, FakeConnectionOptions } from '../fake-connection.ts';
import { createFakeConnection } from '../fake-connection.ts';
import { commandsTo, samplePartial, samplePoll, sampleStatus } from '../sample-polls.ts';
import { createSilentLogger } from '../silent-logger.ts';

interface World {
  readonly connection: FakeConnection;
  readonly feed: ResultsFeed;
  readonly feeds: Feed[];
  readonly sent: { readonly at: number; readonly snapshots: readonly Snapshot[] }[];
  readonly watcher: Watcher;
}

const stops: (() => Promise<void>)[] = [];

/** Lets what waits in the real event loop happen; the clock stands still. */
async function settle(): Promise<void> {
  for (let turn = 0; turn < 20; turn += 1) await new Promise((resolve) => setImmediate(resolve));
}

async function pass(ms: number): Promise<void> {
  await vi.advanceTimersByTimeAsync(ms);
  await settle();
}

async function makeWorld(
  before: (connection: FakeConnection) => Promise<unknown> = async () => undefined,
  options: FakeConnectionOptions = {},
): Promise<World> {
  const connection = createFakeConnection(options);
  await before(connection);
  const logger = createSilentLogger();
  const polls = createPollList({ connection, logger });
  const feeds: Feed[] = [];
  const feed = createResultsFeed({ connection, polls, clock: Date.now, logger, onFeed: (state) => feeds.push(state) });
  stops.push(
    () => polls.stop(),
    () => feed.stop(),
  );
  const sent: World['sent'] = [];
  const watcher = feed.createWatcher((snapshots) => sent.push({ at: Date.now(), snapshots }));
  await settle();
  return { connection, feed, feeds, sent, watcher };
}

const withPoll = (state: 'draft' | 'open' | 'closed') => (connection: FakeConnection) =>
  connection.writable.log.append('polls', commandsTo(state));

describe('the results feed', () => {
  beforeEach(() => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval', 'Date'], now: 1_000_000 });
  });
  afterEach(async () => {
    await Promise.all(stops.splice(0).map((stop) => stop()));
    vi.useRealTimers();
  });

  it('adds partials up and keeps the newer one when they arrive out of order', async () => {
    const { connection, sent, watcher } = await makeWorld(withPoll('open'));
    await connection.writable.log.append('results', [
      encodePartial(0, samplePartial({ partition: 1, offset: 5, counts: [2, 0], voters: 2 })),
      encodePartial(0, samplePartial({ offset: 20, counts: [3, 4], voters: 7, duplicates: 1 })),
      encodePartial(0, samplePartial({ offset: 12, counts: [1, 1], voters: 2 })),
    ]);
    watcher.watch(['p1']);
    await pass(0);
    const last = sent.at(-1)?.snapshots[0];
    expect(last).toMatchObject({ voters: 9, duplicates: 1, final: false, partitions: 2, closedPartitions: 0 });
    expect(last?.options).toEqual([
      { number: 1, votes: 5 },
      { number: 2, votes: 4 },
    ]);
  });

  it('sends the first change at once and then at most one message in 50 ms, with the newest numbers', async () => {
    const { connection, sent, watcher } = await makeWorld(withPoll('open'));
    watcher.watch(['p1']);
    await pass(200);
    const before = sent.length;
    for (let offset = 1; offset <= 10; offset += 1) {
      await connection.writable.log.append('results', [encodePartial(0, samplePartial({ offset, counts: [offset, 0], voters: offset }))]);
      await pass(10);
    }
    await pass(60);
    const messages = sent.slice(before);
    expect(messages[0]?.snapshots[0]?.voters).toBe(1);
    expect(messages.at(-1)?.snapshots[0]?.voters).toBe(10);
    expect(messages.length).toBeLessThanOrEqual(4);
    const gaps = messages.slice(1).map(({ at }, index) => at - (messages[index]?.at ?? 0));
    expect(Math.min(...gaps)).toBeGreaterThanOrEqual(50);
  });

  it('tells a window only of the polls it watches, and not again when nothing has changed', async () => {
    const { connection, sent, watcher } = await makeWorld(async (fake) => {
      await fake.writable.log.append('polls', [...commandsTo('open'), ...commandsTo('open', 'p2')]);
    });
    watcher.watch(['p2']);
    await pass(0);
    expect(sent.flatMap(({ snapshots }) => snapshots.map(({ pollId }) => pollId))).toEqual(['p2']);
    await connection.writable.log.append('results', [encodePartial(0, samplePartial({ counts: [1, 0], voters: 1 }))]);
    await pass(3000);
    expect(sent).toHaveLength(1);
  });

  it('says how many votes came in per second, over three seconds and for each of the last sixty', async () => {
    const { connection, sent, watcher } = await makeWorld(withPoll('open'));
    watcher.watch(['p1']);
    await connection.writable.log.append('results', [encodePartial(0, samplePartial({ offset: 1, time: Date.now() }))]);
    await pass(100);
    await connection.writable.log.append('results', [
      encodePartial(
        0,
        samplePartial({ offset: 40, time: Date.now(), counts: [20, 0], voters: 20, duplicates: 5, repeats: 3, late: 1, invalid: 1 }),
      ),
    ]);
    await pass(100);
    expect(sent.at(-1)?.snapshots[0]?.votesPerSecond).toBe(10);
    await pass(1500);
    expect(sent.at(-1)?.snapshots[0]?.spark).toHaveLength(60);
    expect(sent.at(-1)?.snapshots[0]?.spark.reduce((sum, votes) => sum + votes, 0)).toBe(30);
    await pass(4000);
    expect(sent.at(-1)?.snapshots[0]?.votesPerSecond).toBe(0);
  });

  it('does not take the votes of before the start for traffic', async () => {
    const { sent, watcher } = await makeWorld(async (fake) => {
      await fake.writable.log.append('polls', commandsTo('open'));
      await fake.writable.log.append('results', [encodePartial(0, samplePartial({ time: Date.now(), counts: [500, 0], voters: 500 }))]);
    });
    watcher.watch(['p1']);
    await pass(0);
    expect(sent.at(-1)?.snapshots[0]).toMatchObject({ voters: 500, votesPerSecond: 0 });
  });

  it('takes a run of which the feed knows nothing from history', async () => {
    const { connection, feed } = await makeWorld(withPoll('closed'));
    const partials = [0, 1].map((partition) => samplePartial({ partition, counts: [3, 1], voters: 4, closedAt: 30, offset: 30 }));
    await connection.writable.history.write({ partials });
    const poll = samplePoll({ state: 'closed' });
    const [run] = poll.runs;
    if (run === undefined) throw new Error('the sample has a run');
    expect(await feed.readSnapshot(poll, run)).toMatchObject({ voters: 8, final: true, closedPartitions: 2, votesPerSecond: 0 });
  });

  it('is live when no poll is open, however long no status comes', async () => {
    const { feed } = await makeWorld(withPoll('draft'));
    await pass(60_000);
    expect(feed.feed()).toMatchObject({ state: 'live', lagVotes: 0, lagSeconds: 0, message: null });
  });

  it('becomes stale when no status has come for five seconds though a poll is open, and live again with the next', async () => {
    const { connection, feed, feeds } = await makeWorld(withPoll('open'));
    await connection.writable.log.append('results', [encodeStatus(0, sampleStatus({ time: Date.now() }))]);
    await pass(1500);
    expect(feed.feed().state).toBe('live');
    await pass(2500);
    expect(feed.feed()).toMatchObject({ state: 'behind', lagSeconds: 4 });
    await pass(2000);
    expect(feed.feed()).toMatchObject({ state: 'stale', message: expect.stringContaining('safe') as unknown });
    await connection.writable.log.append('results', [encodeStatus(0, sampleStatus({ time: Date.now() }))]);
    await pass(0);
    expect(feed.feed()).toMatchObject({ state: 'live', message: null, since: Date.now() });
    expect([...new Set(feeds.map(({ state, since }) => `${state} ${since}`))]).toHaveLength(4);
  });

  it('gives a poll that has just been opened five seconds before it is called stale', async () => {
    const { connection, feed } = await makeWorld(withPoll('draft'));
    await pass(60_000);
    await connection.writable.log.append('polls', commandsTo('open').slice(1));
    await pass(4000);
    expect(feed.feed().state).toBe('live');
  });

  it('is behind, with the lag in votes and seconds, when the tally is more than two seconds behind the log', async () => {
    const { connection, feed, sent, watcher } = await makeWorld(withPoll('open'));
    watcher.watch(['p1']);
    const now = Date.now();
    await connection.writable.log.append('results', [
      encodeStatus(0, sampleStatus({ partition: 0, folded: 10, end: 400, time: now, foldedTime: now - 3500 })),
      encodeStatus(0, sampleStatus({ partition: 1, folded: 10, end: 20, time: now, foldedTime: now - 500 })),
    ]);
    await pass(0);
    expect(feed.feed()).toMatchObject({ state: 'behind', lagVotes: 400, lagSeconds: 3.5 });
    expect(sent.at(-1)?.snapshots[0]).toMatchObject({ lagVotes: 400, lagSeconds: 3.5, completeUpTo: now - 3500 });
  });

  it('fails with the reason when there is no connection, and is live again when it is back', async () => {
    const { connection, feed } = await makeWorld(withPoll('draft'));
    connection.setState({ state: 'failed', message: 'No server. Votes are safe.' });
    expect(feed.feed()).toMatchObject({ state: 'failed', message: 'No server. Votes are safe.' });
    connection.setState({ state: 'up', message: null });
    expect(feed.feed()).toMatchObject({ state: 'live', message: null });
  });

  const inCluster = { serversSpeak: true };

  const heartbeat = (changes: Partial<ServerStatus> = {}) =>
    encodeServer({
      ...{ id: 's1', version: '0.1.0', url: 'http://s1:7300', roles: ['tally'], startedAt: 0, time: Date.now(), stopped: false, lags: [] },
      ...changes,
    });

  it('becomes stale with its numbers kept when servers of a cluster fall silent though no poll is open, and live again by itself', async () => {
    const { connection, feed, sent, watcher } = await makeWorld(withPoll('closed'), inCluster);
    const results = [0, 1].map((partition) => samplePartial({ partition, counts: [1, 0], voters: 1, closedAt: 30, offset: 30 }));
    await connection.writable.log.append('results', [heartbeat(), ...results.map((partial) => encodePartial(0, partial))]);
    watcher.watch(['p1']);
    await pass(4500);
    expect(feed.feed().state).toBe('live');
    await pass(1000);
    expect(feed.feed()).toMatchObject({ state: 'stale', message: expect.stringContaining('cut off from Kafka') as unknown });
    expect(sent.at(-1)?.snapshots[0]).toMatchObject({ voters: 2, final: true });
    await connection.writable.log.append('results', [heartbeat()]);
    await pass(500);
    expect(feed.feed()).toMatchObject({ state: 'live', message: null });
  });

  it('knows at the start how long servers have been silent, and says where none is there any more', async () => {
    const now = Date.now();
    vi.setSystemTime(now - 60_000);
    const { feed } = await makeWorld(async (fake) => {
      await fake.writable.log.append('results', [heartbeat()]);
      vi.setSystemTime(now);
    }, inCluster);
    await pass(4500);
    expect(feed.feed().state).toBe('live');
    await pass(1000);
    expect(feed.feed()).toMatchObject({ state: 'stale', message: expect.stringContaining('Start an ingest server') as unknown });
    expect(feed.clusterView().servers).toMatchObject([{ id: 's1', up: false, seenAt: now - 60_000 }]);
  });

  it('says in a cluster that no server has been heard of, until one speaks', async () => {
    const { connection, feed } = await makeWorld(withPoll('draft'), inCluster);
    await pass(5500);
    expect(feed.feed()).toMatchObject({ state: 'stale', message: expect.stringContaining('No ingest server') as unknown });
    await connection.writable.log.append('results', [heartbeat()]);
    await pass(500);
    expect(feed.feed()).toMatchObject({ state: 'live', message: null });
    await pass(6000);
    expect(feed.feed()).toMatchObject({ state: 'stale', message: expect.stringContaining('cut off from Kafka') as unknown });
  });

  it('takes up a poll on screen that became known only after it was watched, with what history knows', async () => {
    const { sent, watcher, connection } = await makeWorld(async (fake) => {
      await fake.writable.history.write({ partials: [samplePartial({ counts: [0, 4], voters: 4 })] });
    });
    watcher.watch(['p1']);
    await connection.writable.log.append('polls', commandsTo('open'));
    await pass(0);
    await pass(60);
    expect(sent.at(-1)?.snapshots[0]).toMatchObject({ voters: 4 });
  });
});
