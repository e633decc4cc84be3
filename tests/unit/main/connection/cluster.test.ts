import { afterEach, describe, expect, it } from 'vitest';
import { Failure } from '../../../../core/domain/failure.ts';
import type { ClusterHistory, ClusterLog } from '../../../../main/connection/cluster-engines.ts';
import { connectCluster } from '../../../../main/connection/cluster.ts';
import type { Connection } from '../../../../main/connection/connection.ts';
import { reachHistory } from '../../../../main/connection/connection.ts';
import { createInMemoryEventLog, createInMemoryLogStore } from '../../../fakes/in-memory-event-log.ts';
import { createInMemoryHistoryStore } from '../../../fakes/in-memory-history-store.ts';
import { sampleCluster } from '../profiles/sample-profiles.ts';
import { createSilentLogger } from '../silent-logger.ts';

const broker = { id: 1, address: 'kafka-1:9092', up: true, controller: true };
const partition = { topic: 'kpoll.polls', partition: 0, leader: 1, replicas: 1, inSync: 1, end: 7 };
const node = { address: 'cassandra-1:9042', up: true, version: '5.0.9', dataCenter: 'dc1' };

function fakeLog(changes: Partial<ClusterLog> = {}): ClusterLog {
  const log = createInMemoryEventLog({ store: createInMemoryLogStore({ votesPartitions: 2, resultsPartitions: 1 }) });
  return { ...log, status: async () => ({ brokers: [broker], partitions: [partition] }), ...changes };
}

function fakeHistory(changes: Partial<ClusterHistory> = {}): ClusterHistory {
  return { ...createInMemoryHistoryStore(), nodes: async () => [node], ...changes };
}

/** Answers /healthz as it is told to. */
function fakeWeb(health: () => number | Error) {
  const asked: string[] = [];
  const fetchFn = (async (input: string) => {
    asked.push(input);
    const status = health();
    if (status instanceof Error) throw new TypeError('fetch failed', { cause: status });
    return new Response('{}', { status });
  }) as typeof fetch;
  return { asked, fetchFn };
}

const stops: (() => Promise<void>)[] = [];

interface World {
  readonly openLog?: () => Promise<ClusterLog>;
  readonly openHistory?: () => Promise<ClusterHistory>;
  readonly health?: () => number | Error;
  readonly secrets?: Parameters<typeof connectCluster>[0]['secrets'];
}

function connect({ openLog, openHistory, health = () => 200, secrets = {} }: World = {}) {
  const opened: unknown[] = [];
  const { asked, fetchFn } = fakeWeb(health);
  const connection: Connection = connectCluster({
    ...{ profile: sampleCluster(), secrets, logger: createSilentLogger(), fetch: fetchFn },
    openLog(options) {
      opened.push(options);
      return (openLog ?? (async () => fakeLog()))();
    },
    openHistory(options) {
      opened.push(options);
      return (openHistory ?? (async () => fakeHistory()))();
    },
  });
  stops.push(() => connection.stop());
  return { connection, opened, asked };
}

const denied = () => Promise.reject(new Failure('history-access-denied', 'Cassandra refuses the password of desk.'));

describe('the connection to a cluster', () => {
  afterEach(async () => {
    await Promise.all(stops.splice(0).map((stop) => stop()));
  });

  it('opens Kafka and Cassandra with their settings and secrets, and is up', async () => {
    const { connection, opened } = connect({ secrets: { kafkaPassword: 'k', cassandraPassword: 'c' } });
    await connection.firstUp;
    expect(connection.state()).toEqual({ state: 'up', message: null });
    expect(opened).toMatchObject([
      { settings: sampleCluster().kafka, password: 'k', clientId: 'kpoll-desktop' },
      { settings: sampleCluster().cassandra, password: 'c' },
    ]);
    expect(connection.serverUrl()).toBe('https://vote.example');
    expect(connection.joinAddresses()).toEqual([{ url: 'https://vote.example', label: 'Town hall', loopback: false }]);
  });

  it('lets the live feed run while Cassandra is away, and says why the past cannot be read', async () => {
    const { connection } = connect({ openHistory: denied });
    await connection.log;
    await expect.poll(() => connection.historyState().state).toBe('failed');
    expect(connection.state().state).toBe('up');
    await expect(reachHistory(connection)).rejects.toMatchObject({
      code: 'history-unavailable',
      message: 'Cassandra refuses the password of desk.',
    });
  });

  it('has history by itself as soon as Cassandra is back', async () => {
    let tries = 0;
    const { connection } = connect({ openHistory: () => ((tries += 1) === 1 ? denied() : Promise.resolve(fakeHistory())) });
    expect(await (await connection.history).listPolls()).toEqual([]);
    expect(connection.historyState().state).toBe('up');
  });

  it('waits a while for history that could not be had, for whoever has patience', async () => {
    let open: (history: ReturnType<typeof fakeHistory>) => void = () => undefined;
    const opensLate = new Promise<ReturnType<typeof fakeHistory>>((resolve) => (open = resolve));
    let tries = 0;
    const { connection } = connect({ openHistory: () => ((tries += 1) === 1 ? denied() : opensLate) });
    await expect.poll(() => connection.historyState().state).toBe('failed');
    const patient = reachHistory(connection, 60_000);
    await expect(reachHistory(connection)).rejects.toMatchObject({ code: 'history-unavailable' });
    open(fakeHistory());
    expect(await (await patient).listPolls()).toEqual([]);
  });

  it('fails with the sentence of Kafka, which the first attempt rejects with', async () => {
    const { connection } = connect({ openLog: () => Promise.reject(new Failure('log-unavailable', 'No broker answers.')) });
    await expect(connection.firstUp).rejects.toThrow('No broker answers.');
    expect(connection.state()).toEqual({ state: 'failed', message: 'No broker answers.' });
  });

  it('tells brokers, partitions and nodes, and no problem when all is well', async () => {
    const { connection } = connect();
    await Promise.all([connection.log, connection.history]);
    expect(await connection.status()).toEqual({ problems: [], brokers: [broker], partitions: [partition], nodes: [node] });
  });

  it('tells each part that cannot be asked, and still the others', async () => {
    const { connection, asked } = connect({
      openHistory: denied,
      openLog: async () => fakeLog({ status: () => Promise.reject(new Error('no controller')) }),
      health: () => Object.assign(new Error('connect'), { code: 'ECONNREFUSED' }),
    });
    await connection.log;
    await expect.poll(() => connection.historyState().state).toBe('failed');
    await expect.poll(async () => (await connection.status()).problems.length).toBe(3);
    const { problems, nodes } = await connection.status();
    expect(nodes).toEqual([]);
    expect(problems.join('\n')).toMatch(
      /Kafka cannot be asked .*no controller[\s\S]*Cassandra refuses[\s\S]*api\.example:7300 does not answer: nothing listens there/,
    );
    expect(asked[0]).toBe('http://api.example:7300/healthz');
  });

  it('says that a host before the author API answers in its stead', async () => {
    const { connection } = connect({ health: () => 502 });
    await expect.poll(async () => (await connection.status()).problems).toMatchObject([/answers 502/]);
  });

  it('refuses commands without an author token, naming the setting', async () => {
    const { connection } = connect();
    await expect(connection.api.patchPoll('p1', { revision: 1, state: 'open' })).rejects.toMatchObject({
      code: 'unauthorized',
      message: expect.stringContaining('author token') as unknown,
    });
  });

  it('closes what it opened, and rejects who still waits', async () => {
    const stopped: string[] = [];
    const { connection } = connect({
      openLog: async () => fakeLog({ stop: async () => void stopped.push('log') }),
      openHistory: () => new Promise(() => undefined),
    });
    await connection.log;
    await connection.stop();
    expect(stopped).toEqual(['log']);
    await expect(connection.history).rejects.toMatchObject({ code: 'cancelled' });
  });
});
