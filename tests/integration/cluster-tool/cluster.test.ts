import { existsSync } from 'node:fs';
import { Kafka, logLevel } from 'kafkajs';
import { Client } from 'cassandra-driver';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Cluster } from '../../../build/cluster/cluster.mjs';
import { startCluster } from '../../../build/cluster/cluster.mjs';
import { kafkaSettingsSchema } from '../../../core/domain/cluster-settings.ts';
import { openKafkaLog, openKafkaLogReader } from '../../../engines/kafka/kafka-event-log.ts';

let cluster: Cluster;
beforeAll(async () => void (cluster = await startCluster({ temporary: true, secured: true })), 300_000);
afterAll(() => cluster.stop());

const stateOf = (name: string) => cluster.status().find((program) => program.name === name)?.state;

type Login = { readonly name: string; readonly password: string };

async function createTopic({ name, password }: Login, topic: string): Promise<void> {
  const sasl = { mechanism: 'scram-sha-512' as const, username: name, password };
  const retry = { retries: 2 };
  const admin = new Kafka({ clientId: 'test', brokers: cluster.brokers, ssl: false, sasl, retry, logLevel: logLevel.NOTHING }).admin();
  await admin.connect();
  try {
    await admin.createTopics({ topics: [{ topic, numPartitions: 1, replicationFactor: 1 }] });
  } finally {
    await admin.disconnect();
  }
}

async function query({ name, password }: Login, cql: string): Promise<number> {
  const { contactPoints, cassandraPort, dataCenter } = cluster;
  const client = new Client({
    contactPoints,
    localDataCenter: dataCenter,
    protocolOptions: { port: cassandraPort },
    credentials: { username: name, password },
  });
  try {
    return (await client.execute(cql)).rowLength;
  } finally {
    await client.shutdown();
  }
}

function user(role: 'ingest' | 'desktop' | 'outsider'): Login {
  const { users } = cluster;
  if (users === undefined) throw new Error('the cluster is not secured');
  return users[role];
}

describe('a secured local cluster', () => {
  it('lets ingest servers make topics, and nobody else', async () => {
    await createTopic(user('ingest'), 'kpoll.votes');
    await expect(createTopic(user('desktop'), 'kpoll.other')).rejects.toThrow('Topic creation errors');
    await expect(createTopic(user('outsider'), 'kpoll.other')).rejects.toThrow('Topic creation errors');
    await expect(createTopic({ ...user('ingest'), password: 'wrong' }, 'kpoll.other')).rejects.toThrow('Authentication failed');
  });

  it('shows desktops the topics and the controller', async () => {
    const options = (role: 'ingest' | 'desktop') => ({
      settings: kafkaSettingsSchema.parse({
        brokers: cluster.brokers,
        topicPrefix: 'kpoll.shown.',
        sasl: { mechanism: 'scram-sha-512', username: user(role).name },
      }),
      ...{ password: user(role).password, clientId: 'test', onWarning: () => undefined },
    });
    const log = await openKafkaLog({ ...options('ingest'), plan: { votesPartitions: 1, resultsPartitions: 1 }, replication: 1 });
    const reader = await openKafkaLogReader(options('desktop'));
    expect((await reader.status()).brokers).toEqual([{ id: 1, address: cluster.brokers[0], up: true, controller: true }]);
    expect((await reader.status()).partitions).toHaveLength(3);
    await Promise.all([reader.stop(), log.stop()]);
  });

  it('lets ingest servers write history and desktops read it', async () => {
    const replication = `{ 'class': 'SimpleStrategy', 'replication_factor': 1 }`;
    await query(user('ingest'), `CREATE KEYSPACE kpoll WITH replication = ${replication}`);
    await query(user('ingest'), 'CREATE TABLE kpoll.one (id int PRIMARY KEY)');
    await query(user('ingest'), 'INSERT INTO kpoll.one (id) VALUES (1)');
    expect(await query(user('desktop'), 'SELECT id FROM kpoll.one')).toBe(1);
    await expect(query(user('desktop'), 'INSERT INTO kpoll.one (id) VALUES (2)')).rejects.toThrow('no MODIFY permission');
    await expect(query(user('outsider'), 'SELECT id FROM kpoll.one')).rejects.toThrow('no SELECT permission');
  });
});

describe('single programs', () => {
  it('are killed and started again, with what was acknowledged', async () => {
    await query(user('ingest'), 'INSERT INTO kpoll.one (id) VALUES (3)');
    await cluster.kill('cassandra-1');
    expect(stateOf('cassandra-1')).toBe('down');
    expect(stateOf('kafka-1')).toBe('up');
    await cluster.restart('cassandra-1');
    expect(await query(user('desktop'), 'SELECT id FROM kpoll.one WHERE id = 3')).toBe(1);
  });

  it('are paused and resumed', async () => {
    await cluster.pause('kafka-1');
    await expect.poll(() => stateOf('kafka-1')).toBe('paused');
    await cluster.resume('kafka-1');
    await expect.poll(() => stateOf('kafka-1')).toBe('up');
    await createTopic(user('ingest'), 'kpoll.later');
  });

  it('are named where there is no such one', async () => {
    await expect(cluster.kill('kafka-2')).rejects.toThrow('there are kafka-1, cassandra-1');
  });
});

describe('starting once more', () => {
  it('leaves a cluster that is up as it is', async () => {
    const again = await startCluster({ data: cluster.data });
    expect(again).toMatchObject({ wasRunning: true, brokers: cluster.brokers, cassandraPort: cluster.cassandraPort });
  });

  it('refuses another size on the same data', async () => {
    await expect(startCluster({ data: cluster.data, brokers: 3 })).rejects.toThrow('was made with brokers 1, not 3');
  });
});

it('a temporary cluster leaves nothing behind', async () => {
  const other = await startCluster({ temporary: true });
  await other.stop();
  expect(existsSync(other.data)).toBe(false);
});
