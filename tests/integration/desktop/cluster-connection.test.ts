import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { CallResult, Feed, PollDraft, ReportJob } from '../../../core/contract/bridge.ts';
import type { ClusterProfile } from '../../../core/domain/profile.ts';
import { runSimulation } from '../../../main/simulate/simulation.ts';
import type { IngestProcess } from '../ingest-process.ts';
import { eventually } from '../ingest-process.ts';
import type { Dashboard } from './dashboard-client.ts';
import { startDashboard } from './dashboard-client.ts';
import type { TestCluster } from './test-cluster.ts';
import { openTestCluster } from './test-cluster.ts';

const draft: PollDraft = {
  ...{ question: 'Which, then?', type: 'single', options: [{ label: 'A' }, { label: 'B' }, { label: 'C' }] },
  ...{ reveal: 'always', changes: 'none', timeZone: 'UTC' },
};

describe('the desktop on a real Kafka and a real Cassandra', () => {
  let cluster: TestCluster;
  let server: IngestProcess;
  let desks = 0;
  const open: Dashboard[] = [];

  beforeAll(async () => {
    cluster = openTestCluster();
    server = await cluster.startServer();
  });
  afterEach(async () => {
    for (const desk of open.splice(0)) await desk.stop();
  });
  afterAll(async () => {
    await server.stop();
    await cluster.remove();
  });

  async function start(profile: ClusterProfile = cluster.profileFor(server)): Promise<Dashboard> {
    const folder = join(cluster.folder, `desk-${(desks += 1)}`);
    const desk = await startDashboard(folder, ['--profile-file', cluster.writeProfile(profile)], { KPOLL_AUTHOR_TOKEN: cluster.token });
    open.push(desk);
    return desk;
  }

  const feedOf = (desk: Dashboard): Promise<Feed> => desk.call('feed:read');
  const isLive = (desk: Dashboard) =>
    eventually(
      () => feedOf(desk),
      ({ state }) => state === 'live',
    );

  async function openPoll(desk: Dashboard): Promise<CallResult<'poll:create'>> {
    const poll = await desk.call('poll:create', draft);
    await desk.call('results:watch', { pollIds: [poll.id] });
    return desk.call('poll:command', { pollId: poll.id, revision: poll.revision, command: 'open' });
  }

  const letVote = (pollId: string, voters: number) =>
    runSimulation({
      ...{ urls: [server.url], pollId, voters, rate: 400, repeats: 20, changes: 0, concurrency: 16, seed: 7 },
      ...{ signal: new AbortController().signal, onProgress: () => undefined },
    });

  async function closePoll(desk: Dashboard, pollId: string): Promise<void> {
    const poll = (await desk.call('polls:list')).find(({ id }) => id === pollId);
    await desk.call('poll:command', { pollId, revision: poll?.revision ?? 0, command: 'close' });
    await eventually(
      async () => desk.snapshot(pollId)?.final,
      (final) => final === true,
    );
  }

  async function exportBallots(desk: Dashboard, pollId: string): Promise<Record<string, string>[]> {
    const job = await desk.call('report:start', { pollId, run: 1, report: 'ballots' });
    const jobs = () => desk.told.map(({ payload }) => payload as ReportJob).filter(({ jobId }) => jobId === job?.jobId);
    await eventually(
      async () => jobs().at(-1)?.state,
      (state) => state === 'done' || state === 'failed',
    );
    expect(jobs().at(-1)).toMatchObject({ message: null, state: 'done' });
    const response = await fetch(`${desk.origin}${jobs().at(-1)?.downloadUrl ?? '/failed'}`, { headers: { cookie: desk.cookie } });
    return parse(Buffer.from(await response.arrayBuffer()), { columns: true, bom: true });
  }

  it('shows live results from Kafka, history and ballots from Cassandra, and who takes part', async () => {
    const desk = await start();
    expect(await desk.call('app:info')).toMatchObject({ profileId: 'test', profileKind: 'cluster', profile: 'Test cluster' });
    await isLive(desk);
    const poll = await openPoll(desk);
    const account = await letVote(poll.id, 300);
    await eventually(
      async () => desk.snapshot(poll.id)?.voters,
      (voters) => voters === 300,
    );
    await closePoll(desk, poll.id);
    expect(desk.snapshot(poll.id)).toMatchObject({
      voters: 300,
      duplicates: account.duplicates,
      options: account.options,
      incomplete: null,
    });
    const rows = await exportBallots(desk, poll.id);
    expect(rows).toHaveLength(300);
    const columns = ['1. A', '2. B', '3. C'];
    expect(columns.map((column) => rows.filter((row) => row[column] === '1').length)).toEqual(account.options.map(({ votes }) => votes));
    // History beside the server that answers phones writes about once a second.
    await eventually(
      () => desk.call('history:timeline', { pollId: poll.id, run: 1, step: 'second' }),
      ({ rows: points }) => points.at(-1)?.voters === 300,
    );

    const status = await eventually(
      () => desk.call('cluster:status'),
      ({ servers, lags }) => servers.length > 0 && lags.length > 0 && lags.every(({ records }) => records === 0),
    );
    expect(status).toMatchObject({
      problems: [],
      brokers: [{ up: true }],
      nodes: [{ up: true, dataCenter: 'datacenter1' }],
      servers: [{ up: true }],
    });
    expect(status.partitions).toHaveLength(1 + 4 + 2);
  });

  it('shows the first number of an old result within two seconds of connecting', async () => {
    const first = await start();
    await isLive(first);
    const poll = await openPoll(first);
    await letVote(poll.id, 50);
    await closePoll(first, poll.id);
    const second = await start();
    const startedAt = Date.now();
    await second.call('results:watch', { pollIds: [poll.id] });
    await eventually(
      async () => second.snapshot(poll.id)?.voters,
      (voters) => voters === 50,
    );
    expect(Date.now() - startedAt).toBeLessThan(2000);
  });

  it('is stale with its numbers kept while no server runs, and goes on by itself when one is back', async () => {
    const desk = await start();
    await isLive(desk);
    const poll = await openPoll(desk);
    await letVote(poll.id, 40);
    await eventually(
      async () => desk.snapshot(poll.id)?.voters,
      (voters) => voters === 40,
    );
    const port = Number(new URL(server.url).port);
    await server.kill();
    const stale = await eventually(
      () => feedOf(desk),
      ({ state }) => state === 'stale',
    );
    expect(stale.message).toContain('safe');
    expect(desk.snapshot(poll.id)?.voters).toBe(40);
    await expect(desk.call('poll:duplicate', { pollId: poll.id })).rejects.toThrow(
      /server-unreachable: The server did not answer \(nothing listens there\)/,
    );
    const { problems, servers } = await eventually(
      () => desk.call('cluster:status'),
      (status) => status.problems.length > 0 && !status.servers.some(({ up }) => up),
    );
    expect(problems).toMatchObject([expect.stringContaining('author API')]);
    expect(servers).not.toEqual([]);
    server = await cluster.startServer(port);
    await isLive(desk);
    await letVote(poll.id, 60);
    await eventually(
      async () => desk.snapshot(poll.id)?.voters,
      (voters) => voters !== undefined && voters > 40,
    );
    await closePoll(desk, poll.id);
  });

  it('has slept through the votes, and shows them all when it wakes', async () => {
    const desk = await start();
    await isLive(desk);
    const poll = await openPoll(desk);
    desk.child.kill('SIGSTOP');
    await letVote(poll.id, 2400);
    desk.child.kill('SIGCONT');
    await eventually(
      async () => desk.snapshot(poll.id)?.voters,
      (voters) => voters === 2400,
    );
    await isLive(desk);
    await closePoll(desk, poll.id);
  });

  it('says of each part of a profile what it reached, or what is wrong and where to look', async () => {
    const desk = await start();
    const profile = cluster.profileFor(server);
    const test = async (changed: ClusterProfile, authorToken: string) => {
      const { parts } = await desk.call('profile:test', { profile: changed, secrets: { authorToken } });
      return Object.fromEntries(parts.map(({ part, ok, message }) => [part, `${ok ? 'ok' : 'wrong'}: ${message}`]));
    };
    expect(await test(profile, cluster.token)).toEqual({
      kafka: expect.stringMatching(/^ok: Reached 1 of 1 brokers; the topics .*polls, .*votes and .*results are there\.$/) as unknown,
      cassandra: expect.stringMatching(/^ok: Cassandra \d.*, data center datacenter1, 1 of 1 nodes/) as unknown,
      'author-api': expect.stringMatching(/^ok: .* takes the author token\.$/) as unknown,
      join: expect.stringMatching(/^ok: /) as unknown,
    });
    const wrong = await test(
      {
        ...profile,
        kafka: { ...profile.kafka, brokers: ['127.0.0.1:1'] },
        cassandra: { ...profile.cassandra, localDataCenter: 'elsewhere' },
        joinUrl: 'http://127.0.0.1:2',
      },
      'not the token',
    );
    expect(wrong['kafka']).toMatch(/^wrong: .*Kafka.*127\.0\.0\.1:1/);
    expect(wrong['cassandra']).toMatch(/^wrong: .*elsewhere/);
    expect(wrong['author-api']).toMatch(/^wrong: .*author token/);
    expect(wrong['join']).toMatch(/^wrong: .*nothing listens there/);
  });

  it('stays usable where Kafka cannot be reached, and can be switched to this computer and to a profile that works', async () => {
    const profile = cluster.profileFor(server);
    const desk = await start({ ...profile, kafka: { ...profile.kafka, brokers: ['127.0.0.1:1'] } });
    const failed = await eventually(
      () => feedOf(desk),
      ({ state }) => state === 'failed',
    );
    expect(failed.message).toContain('127.0.0.1:1');
    expect(await desk.call('polls:list')).toEqual([]);
    await desk.call('profile:switch', { id: 'this-computer' });
    expect(desk.told).toContainEqual({ event: 'profile:switched', payload: { id: 'this-computer' } });
    await isLive(desk);
    const poll = await openPoll(desk);
    expect((await desk.call('polls:list')).map(({ id }) => id)).toEqual([poll.id]);
    expect((await desk.call('cluster:status')).partitions.map(({ topic }) => topic)).toContain('votes');
    await desk.call('profile:save', { profile, secrets: {}, allowPlainText: false });
    await desk.call('profile:switch', { id: 'test' });
    await isLive(desk);
    expect((await desk.call('polls:list')).map(({ id }) => id)).not.toContain(poll.id);
  });
});
