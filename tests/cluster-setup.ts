import type { TestProject } from 'vitest/node';
import { startCluster } from '../build/cluster/cluster.mjs';

/**
 * Gives the tests one Kafka and one Cassandra: those of KPOLL_TEST_KAFKA and KPOLL_TEST_CASSANDRA (host:port) where both are
 * set, else temporary ones that end with this process. Where none can be started the tests fail; they are not skipped.
 */
export default async function setup(_project: TestProject): Promise<(() => Promise<void>) | undefined> {
  const { KPOLL_TEST_KAFKA: kafka, KPOLL_TEST_CASSANDRA: cassandra } = process.env;
  if (kafka !== undefined && cassandra !== undefined) return undefined;
  const cluster = await startCluster({ temporary: true });
  const [broker] = cluster.brokers;
  const [node] = cluster.contactPoints;
  process.env['KPOLL_TEST_KAFKA'] = broker;
  process.env['KPOLL_TEST_CASSANDRA'] = `${node}:${cluster.cassandraPort}`;
  return () => cluster.stop();
}
