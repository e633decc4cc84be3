import fc from 'fast-check';
import { Kafka, logLevel } from 'kafkajs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { AuthorPollView } from '../../core/contract/http.ts';
import { decodeResultsRecord } from '../../core/contract/topics.ts';
import type { TopicName } from '../../core/ports/event-log.ts';
import { openEmbeddedLog } from '../../engines/embedded/embedded-event-log.ts';
import { writerThread } from '../contract/embedded-world.ts';
import type { Dashboard } from '../integration/desktop/dashboard-client.ts';
import { startDashboard } from '../integration/desktop/dashboard-client.ts';
import { openTestCluster } from '../integration/desktop/test-cluster.ts';
import type { IngestProcess } from '../integration/ingest-process.ts';
import {
  castVote,
  eventually,
  makeFolder,
  makePoll,
  openPoll,
  readAsAuthor,
  setState,
  startIngest,
} from '../integration/ingest-process.ts';
import { fuzzSeed } from './fuzz-settings.ts';
import { mutated, mutatedBytes } from './hostile-values.ts';
import type { Poison } from './poisoned-records.ts';
import { goodRecords, poisonFor } from './poisoned-records.ts';
import type { WatchedServer } from './watched-server.ts';
import { watchServer } from './watched-server.ts';

const topics: readonly TopicName[] = ['polls', 'votes', 'results'];
const aPoll = { question: 'Which?', options: ['A', 'B'] };
const randomPerTopic = 60;

/** The listed poison, and random damage to records of polls that nobody runs: another one in each topic, as a tally that is said to have counted a run holds it against a log without its opening. */
function poisonOf(topic: TopicName, runKey: string): readonly Poison[] {
  const values = goodRecords(`elsewhere-${topic}`, 1)[topic];
  const damaged = fc.constantFrom(...values).chain((value) => fc.oneof(mutated(JSON.parse(value)), mutatedBytes(value).map(String)));
  const random = fc.sample(damaged, { numRuns: randomPerTopic, seed: fuzzSeed });
  // A partial that is still whole is a witness of what the log held, not damage: a tally that takes the partition over stops
  // counting rather than count wrongly.
  const isWitness = (value: string) => topic === 'results' && decodeResultsRecord(value)?.kind === 'partial';
  const poison = random.filter((value) => !isWitness(value)).map((value) => ({ key: 'elsewhere:1', value }));
  return [...poisonFor(topic, runKey), ...poison];
}

interface Place {
  readonly server: IngestProcess;
  readonly watched: WatchedServer;
  readonly poll: AuthorPollView;
  readonly desk: Dashboard;
}

/** After the poison: everything that consumes a topic goes on, is right, and what was skipped is on screen. */
async function expectAllGoesOn({ server, watched, poll, desk }: Place, voters: number): Promise<void> {
  const counted = await eventually(
    () => readAsAuthor(server, poll.id),
    ({ result }) => result?.voters === voters,
  );
  expect(counted.result).toMatchObject({ incomplete: null });
  expect((await server.author('GET', '/polls')).status).toBe(200);
  expect((await fetch(`${server.url}/leaderboard`)).status).toBe(200);
  await desk.call('results:watch', { pollIds: [poll.id] });
  await eventually(
    async () => desk.snapshot(poll.id)?.voters,
    (seen) => seen === voters,
  );
  const { skipped = [] } = await eventually(
    () => desk.call('cluster:status'),
    (status) => status.skipped?.length === 3,
  );
  expect(skipped.map(({ topic }) => topic)).toEqual(topics);
  expect(skipped.every(({ records }) => records >= 10)).toBe(true);
  expect((await desk.call('polls:list')).some(({ id }) => id === poll.id)).toBe(true);
  await setState(server, poll.id, 'closed');
  const closed = await eventually(
    () => readAsAuthor(server, poll.id),
    ({ result }) => result?.final === true,
  );
  expect(closed.result).toMatchObject({ voters, incomplete: null });
  const timeline = await eventually(
    () => desk.call('history:timeline', { pollId: poll.id, run: 1, step: 'second' }),
    ({ rows }) => rows.at(-1)?.voters === voters,
  );
  expect(timeline.rows.at(-1)?.counts).toEqual([voters, 0]);
  expect(await watched.metric('kpoll_records_skipped_total{topic="polls"}')).toBeGreaterThan(9);
  expect(await watched.metric('kpoll_records_skipped_total{topic="results"}')).toBeGreaterThan(9);
  expect(await watched.metric('kpoll_tally_unreadable_records')).toBeGreaterThan(0);
  expect(await watched.metric('kpoll_thread_restarts_total')).toBe(0);
  expect(watched.faults()).toEqual([]);
}

async function voteTimes(server: IngestProcess, poll: AuthorPollView, times: number): Promise<void> {
  for (let index = 0; index < times; index += 1) {
    await castVote(server, poll.id, { option: 1 });
  }
}

describe('poisoned records in the embedded log', () => {
  const { folder, remove } = makeFolder();
  let server: IngestProcess;
  let desk: Dashboard;
  afterAll(async () => {
    await desk.stop();
    await server.stop();
    remove();
  });

  it('are skipped, counted and shown, and stop nobody', async () => {
    server = await startIngest(folder, ['--votes-partitions', '1']);
    const poll = await openPoll(server, aPoll);
    await voteTimes(server, poll, 5);
    await server.stop();
    const log = await openEmbeddedLog({ folder, plan: { votesPartitions: 1, resultsPartitions: 1 }, writerThread });
    for (const topic of topics) {
      const poison = poisonOf(topic, `${poll.id}:1`).map(({ key, value }) => ({ partition: 0, key: key ?? '', value: value ?? '' }));
      for (const record of poison) await log.append(topic, [record]);
    }
    await log.stop();
    server = await startIngest(folder, ['--votes-partitions', '1']);
    const watched = watchServer(server);
    desk = await startDashboard(folder);
    await voteTimes(server, poll, 5);
    await expectAllGoesOn({ server, watched, poll, desk }, 10);
  });
});

describe('poisoned records in Kafka', () => {
  const cluster = openTestCluster();
  const admin = new Kafka({ brokers: [process.env['KPOLL_TEST_KAFKA'] ?? ''], clientId: 'kpoll-tests', logLevel: logLevel.NOTHING });
  let server: IngestProcess;
  let desk: Dashboard;
  beforeAll(async () => {
    server = await cluster.startServer();
  });
  afterAll(async () => {
    await desk.stop();
    await server.stop();
    await cluster.remove();
  });

  it('are skipped, counted and shown while everything runs, and stop nobody', async () => {
    const watched = watchServer(server);
    const profile = cluster.profileFor(server);
    desk = await startDashboard(`${cluster.folder}/desk`, ['--profile-file', cluster.writeProfile(profile)], {
      KPOLL_AUTHOR_TOKEN: cluster.token,
    });
    const poll = await openPoll(server, aPoll);
    await voteTimes(server, poll, 5);
    const producer = admin.producer();
    await producer.connect();
    for (const topic of topics) {
      // A compacted topic takes no record without a key.
      const poison = poisonOf(topic, `${poll.id}:1`).filter(({ key }) => key !== null || topic !== 'results');
      const messages = poison.map(({ key, value }, index) => ({
        key,
        value,
        partition: topic === 'votes' ? index % 4 : 0,
      }));
      await producer.send({ topic: `${profile.kafka.topicPrefix}${topic}`, messages });
    }
    await producer.disconnect();
    await voteTimes(server, poll, 5);
    await eventually(
      () => desk.call('cluster:status'),
      ({ nodes }) => nodes.length > 0,
    );
    await expectAllGoesOn({ server, watched, poll, desk }, 10);
    const next = await makePoll(server, aPoll);
    expect(next.state).toBe('draft');
  });
});
