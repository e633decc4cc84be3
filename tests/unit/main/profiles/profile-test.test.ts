import { afterEach, describe, expect, it, vi } from 'vitest';
import { Failure } from '../../../../core/domain/failure.ts';
import { thisComputer } from '../../../../core/domain/profile.ts';
import type { ClusterHistory, ClusterLog } from '../../../../main/connection/cluster-engines.ts';
import { createProfileTest } from '../../../../main/profiles/profile-test.ts';
import { createInMemoryEventLog, createInMemoryLogStore } from '../../../fakes/in-memory-event-log.ts';
import { createInMemoryHistoryStore } from '../../../fakes/in-memory-history-store.ts';
import { createSilentLogger } from '../silent-logger.ts';
import { sampleCluster } from './sample-profiles.ts';

const broker = (id: number, up: boolean) => ({ id, address: `kafka-${id}:9092`, up, controller: id === 1 });
const node = (up: boolean) => ({ address: 'c:9042', up, version: '5.0.9', dataCenter: 'dc1' });
const partition = (leader: number | null) => ({ topic: 'kpoll.votes', partition: 0, leader, replicas: 3, inSync: 2, end: 0 });

interface World {
  readonly openLog?: () => Promise<ClusterLog>;
  readonly openHistory?: () => Promise<ClusterHistory>;
  /** Addresses of brokers at which nobody answers. */
  readonly silent?: readonly string[];
  /** Status by the end of the address. */
  readonly web?: (url: string, authorization: string | undefined) => number;
}

describe('the test of a cluster profile', () => {
  const stopped: string[] = [];
  afterEach(() => {
    stopped.length = 0;
    vi.useRealTimers();
  });

  const fakeLog = (changes: Partial<ClusterLog> = {}): ClusterLog => ({
    ...createInMemoryEventLog({ store: createInMemoryLogStore({ votesPartitions: 1, resultsPartitions: 1 }) }),
    status: async () => ({ brokers: [broker(1, true), broker(2, true), broker(3, true)], partitions: [partition(1)] }),
    stop: async () => void stopped.push('kafka'),
    ...changes,
  });
  const fakeHistory = (): ClusterHistory => ({
    ...createInMemoryHistoryStore(),
    nodes: async () => [node(true), node(true), node(false)],
    stop: async () => void stopped.push('cassandra'),
  });

  async function run({ openLog, openHistory, silent = [], web = () => 200 }: World = {}) {
    const fetchFn = (async (url: string, init?: { headers?: Record<string, string> }) =>
      new Response('', { status: web(url, init?.headers?.['authorization']) })) as typeof fetch;
    const test = createProfileTest({
      openLog: openLog ?? (async () => fakeLog()),
      openHistory: openHistory ?? (async () => fakeHistory()),
      ...{ logger: createSilentLogger(), fetch: fetchFn, isReachable: async (address) => !silent.includes(address) },
    });
    const { parts } = await test(sampleCluster(), { authorToken: 'tok' });
    return Object.fromEntries(parts.map(({ part, ok, message }) => [part, `${ok ? 'ok' : 'wrong'}: ${message}`]));
  }

  it('says of each part what it reached, and closes everything again', async () => {
    expect(await run()).toEqual({
      kafka: 'ok: Reached 3 of 3 brokers; the topics kpoll.polls, kpoll.votes and kpoll.results are there.',
      cassandra: "ok: Cassandra 5.0.9, data center dc1, 2 of 3 nodes, keyspace kpoll with this version's tables.",
      'author-api': 'ok: The ingest server at http://api.example:7300 answers and takes the author token.',
      join: 'ok: Participants reach Kpoll at https://vote.example, at least from this computer.',
    });
    expect(stopped.sort()).toEqual(['cassandra', 'kafka']);
  });

  it('gives each part the sentence of its own trouble', async () => {
    const parts = await run({
      openLog: () => Promise.reject(new Failure('log-access-denied', 'Kafka refuses desk. Check the password.')),
      openHistory: () => Promise.reject(new Failure('settings-invalid', 'Cassandra has no data center dc1.')),
      web: (url, authorization) => (url.endsWith('/polls') && authorization === 'Bearer tok' ? 401 : url.startsWith('https') ? 404 : 200),
    });
    expect(parts).toEqual({
      kafka: 'wrong: Kafka refuses desk. Check the password.',
      cassandra: 'wrong: Cassandra has no data center dc1.',
      'author-api': expect.stringMatching(/^wrong: .*does not take this author token/) as unknown,
      join: expect.stringMatching(/^wrong: The join address https:\/\/vote\.example answers 404/) as unknown,
    });
  });

  it('names brokers of the profile that do not answer, though the others know nothing of them', async () => {
    const status = async () => ({ brokers: [broker(1, true), broker(3, true)], partitions: [partition(1)] });
    const parts = await run({ openLog: async () => fakeLog({ status }), silent: ['kafka-2:9092'] });
    expect(parts['kafka']).toMatch(/^ok: Reached 2 of 3 brokers \(kafka-2:9092 does not answer\); the topics/);
  });

  it('does not call a cluster well whose partitions have no leader', async () => {
    const status = async () => ({ brokers: [broker(1, true), broker(2, false)], partitions: [partition(null), partition(1)] });
    expect((await run({ openLog: async () => fakeLog({ status }) }))['kafka']).toMatch(
      /^wrong: Reached 1 of 2 brokers.* 1 of their partitions/,
    );
  });

  it('waits ten seconds for a part and no longer, and closes it however late it comes', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    let open: (log: ClusterLog) => void = () => undefined;
    const running = run({ openLog: () => new Promise((resolve) => (open = resolve)) });
    await vi.advanceTimersByTimeAsync(10_000);
    expect((await running)['kafka']).toMatch(/^wrong: Kafka at kafka-1:9092, kafka-2:9092 did not answer within 10 s\. Check the brokers/);
    open(fakeLog());
    await expect.poll(() => stopped).toContain('kafka');
  });

  it('has nothing to fear of this computer', async () => {
    const test = createProfileTest({
      openLog: () => Promise.reject(new Error()),
      openHistory: () => Promise.reject(new Error()),
      logger: createSilentLogger(),
    });
    expect(await test(thisComputer, {})).toMatchObject({ parts: [{ part: 'server', ok: true }] });
  });
});
