import { randomBytes } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Client } from 'cassandra-driver';
import { Kafka, logLevel } from 'kafkajs';
import { cassandraSettingsSchema, kafkaSettingsSchema } from '../../../core/domain/cluster-settings.ts';
import type { ClusterProfile } from '../../../core/domain/profile.ts';
import type { IngestProcess } from '../ingest-process.ts';
import { makeFolder, startIngest } from '../ingest-process.ts';

/** Topics and a keyspace of a test's own on the Kafka and Cassandra that the test run has. */
export interface TestCluster {
  readonly folder: string;
  readonly token: string;
  /** Starts an ingest server with all roles; `port` 0 for any. */
  startServer(port?: number): Promise<IngestProcess>;
  profileFor(server: Pick<IngestProcess, 'url'>): ClusterProfile;
  /** Writes a file for `--profile-file`. */
  writeProfile(profile: ClusterProfile): string;
  /** Removes topics, keyspace and folder. */
  remove(): Promise<void>;
}

function addressOf(name: 'KPOLL_TEST_KAFKA' | 'KPOLL_TEST_CASSANDRA'): string {
  const address = process.env[name];
  if (address !== undefined && address !== '') return address;
  throw new Error(`These tests need a real cluster: set ${name}=host:port ("npm test" starts one and does).`);
}

export function openTestCluster(): TestCluster {
  const [broker, node] = [addressOf('KPOLL_TEST_KAFKA'), addressOf('KPOLL_TEST_CASSANDRA')];
  const name = `desk${randomBytes(4).toString('hex')}`;
  const { folder, remove: removeFolder } = makeFolder();
  const token = randomBytes(24).toString('base64url');
  const tokenFile = join(folder, 'author-tokens');
  writeFileSync(tokenFile, token);
  const colon = node.lastIndexOf(':');
  const kafka = kafkaSettingsSchema.parse({ brokers: [broker], topicPrefix: `${name}.` });
  const cassandra = cassandraSettingsSchema.parse({
    ...{ contactPoints: [node.slice(0, colon)], port: Number(node.slice(colon + 1)), localDataCenter: 'datacenter1', keyspace: name },
  });
  const flags = {
    ...{ brokers: broker, 'topic-prefix': kafka.topicPrefix, replication: '1', 'votes-partitions': '4', 'results-partitions': '2' },
    ...{ 'contact-points': cassandra.contactPoints.join(','), 'cassandra-port': String(cassandra.port) },
    ...{ 'data-center': 'datacenter1', keyspace: name, 'key-ring': join(folder, 'key-ring.json'), 'author-token-file': tokenFile },
  };
  const args = Object.entries(flags).flatMap(([flag, value]) => [`--${flag}`, value]);
  const data = join(folder, 'server');
  mkdirSync(data);
  return {
    folder,
    token,
    startServer: (port = 0) => startIngest(data, [...args, '--port', String(port)], tokenFile),
    profileFor: ({ url }) => ({ id: 'test', name: 'Test cluster', kind: 'cluster', kafka, cassandra, authorApi: url, joinUrl: url }),
    writeProfile(profile) {
      const file = join(folder, 'profiles-to-use.json');
      writeFileSync(file, JSON.stringify({ v: 1, kind: 'kpoll-profiles', profiles: [profile] }));
      return file;
    },
    async remove() {
      await removeTopics(broker, kafka.topicPrefix);
      await removeKeyspace(cassandra, name);
      removeFolder();
    },
  };
}

async function removeTopics(broker: string, prefix: string): Promise<void> {
  const admin = new Kafka({ brokers: [broker], clientId: 'kpoll-tests', logLevel: logLevel.NOTHING }).admin();
  await admin.connect();
  await admin.deleteTopics({ topics: (await admin.listTopics()).filter((topic) => topic.startsWith(prefix)) });
  await admin.disconnect();
}

async function removeKeyspace({ contactPoints, port, localDataCenter }: ClusterProfile['cassandra'], name: string): Promise<void> {
  const client = new Client({ contactPoints, protocolOptions: { port }, localDataCenter });
  await client.execute(`DROP KEYSPACE IF EXISTS "${name}"`, [], { readTimeout: 60_000 });
  await client.shutdown();
}
