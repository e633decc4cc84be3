import { randomBytes } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inject } from 'vitest';
import type { Cluster } from '../../build/cluster/cluster.mjs';
import { startCluster } from '../../build/cluster/cluster.mjs';
import { cassandraSettingsSchema, kafkaSettingsSchema } from '../../core/domain/cluster-settings.ts';
import { Failure } from '../../core/domain/failure.ts';
import type { RoleName } from '../../core/domain/server-status.ts';
import type { BallotRow } from '../../core/ports/history-store.ts';
import { openCassandraHistoryReader } from '../../engines/cassandra/cassandra-history-store.ts';
import type { IngestProcess } from '../integration/ingest-process.ts';
import { startIngest } from '../integration/ingest-process.ts';

/** Servers of one product on the cluster that the test run started, with topics and a keyspace of their own. */
export interface ClusterWorld {
  readonly cluster: Cluster;
  /** What a desktop needs to reach it. */
  readonly kafka: ReturnType<typeof kafkaSettingsSchema.parse>;
  readonly cassandra: ReturnType<typeof cassandraSettingsSchema.parse>;
  readonly folder: string;
  readonly token: string;
  /** Starts a server with one role; `name` is its data folder. */
  start(role: RoleName, name: string): Promise<IngestProcess>;
  /** An http server whose key ring is not the one that the others share. */
  startWithOwnKeys(name: string): Promise<IngestProcess>;
  /** Removes what a server keeps on its disk. */
  forget(name: string): void;
  /** Every ballot of a run as Cassandra has it. */
  readBallots(pollId: string): Promise<readonly BallotRow[]>;
  stop(): Promise<void>;
}

declare module 'vitest' {
  interface ProvidedContext {
    readonly clusterData: string;
  }
}

export async function createWorld(): Promise<ClusterWorld> {
  const cluster = await startCluster({ data: inject('clusterData') });
  const name = `t${randomBytes(4).toString('hex')}`;
  const folder = mkdtempSync(join(tmpdir(), 'kpoll-cluster-test-'));
  const token = randomBytes(18).toString('base64url');
  const [tokenFile, keyRing] = [join(folder, 'author-token'), join(folder, 'key-ring.json')];
  writeFileSync(tokenFile, token);
  const kafka = kafkaSettingsSchema.parse({ brokers: cluster.brokers, topicPrefix: `${name}.` });
  const { contactPoints, cassandraPort, dataCenter } = cluster;
  const cassandra = cassandraSettingsSchema.parse({ contactPoints, port: cassandraPort, localDataCenter: dataCenter, keyspace: name });
  const running: IngestProcess[] = [];
  const flags = {
    ...{ brokers: cluster.brokers.join(','), 'topic-prefix': kafka.topicPrefix, replication: String(cluster.brokers.length) },
    ...{ 'contact-points': contactPoints.join(','), 'cassandra-port': String(cassandraPort), 'data-center': dataCenter, keyspace: name },
    ...{ 'key-ring': keyRing, 'author-token-file': tokenFile },
  };
  const argsFrom = (of: Readonly<Record<string, string>>) => Object.entries(of).flatMap(([flag, value]) => [`--${flag}`, value]);

  async function startWith(role: RoleName, ofName: string, more: Readonly<Record<string, string>>): Promise<IngestProcess> {
    const data = join(folder, ofName);
    mkdirSync(data, { recursive: true });
    const server = await startIngest(data, argsFrom({ ...flags, roles: role, ...more }), tokenFile);
    running.push(server);
    return server;
  }

  return {
    ...{ cluster, kafka, cassandra, folder, token },
    start: (role, ofName) => startWith(role, ofName, {}),
    startWithOwnKeys: (ofName) => startWith('http', ofName, { 'key-ring': join(folder, `${ofName}-keys.json`) }),
    forget: (ofName) => rmSync(join(folder, ofName), { recursive: true, force: true }),
    readBallots: (pollId) => readBallots(cassandra, pollId),
    async stop() {
      await Promise.all(running.map((server) => server.kill()));
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** None while no server has made the tables yet. */
async function readBallots(settings: ClusterWorld['cassandra'], pollId: string): Promise<readonly BallotRow[]> {
  try {
    const history = await openCassandraHistoryReader({ settings, password: undefined, onWarning: () => undefined });
    try {
      const rows: BallotRow[] = [];
      for await (const chunk of history.readBallots({ pollId, run: 1 })) rows.push(...chunk);
      return rows;
    } finally {
      await history.stop();
    }
  } catch (error) {
    if (error instanceof Failure && error.retriable) return [];
    throw error;
  }
}
