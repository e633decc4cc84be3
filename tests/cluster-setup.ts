import { openTestCluster } from '../build/cluster/test-cluster.mjs';

/**
 * Gives the tests one Kafka and one Cassandra: those of KPOLL_TEST_KAFKA and KPOLL_TEST_CASSANDRA (host:port) where both are
 * set, else temporary ones that end with this process. Where there are none it is said why, and the tests that need them fail.
 */
export default async function setup(): Promise<(() => Promise<void>) | undefined> {
  const cluster = await openTestCluster(process.env);
  if ('reason' in cluster) {
    console.log(`There is no Kafka and no Cassandra for the tests: ${cluster.reason}`);
    return undefined;
  }
  Object.assign(process.env, cluster.addresses);
  return cluster.stop;
}
