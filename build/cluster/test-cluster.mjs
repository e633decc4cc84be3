import { ClusterProblem } from './problem.mjs';
import { startCluster } from './cluster.mjs';

/**
 * Where tests find Kafka and Cassandra.
 * @typedef {{ KPOLL_TEST_KAFKA: string, KPOLL_TEST_CASSANDRA: string }} TestAddresses host:port each
 * @typedef {{ addresses: TestAddresses, stop: () => Promise<void> } | { reason: string }} TestCluster
 */

/**
 * The cluster that the environment names, or a temporary one of one broker and one node; or why there is none.
 * @param {Readonly<Record<string, string | undefined>>} env
 * @returns {Promise<TestCluster>}
 */
export async function openTestCluster({ KPOLL_TEST_KAFKA, KPOLL_TEST_CASSANDRA, KPOLL_TEST_CLUSTER }) {
  if (KPOLL_TEST_CLUSTER === 'none') return { reason: 'KPOLL_TEST_CLUSTER says that none is wanted.' };
  if (KPOLL_TEST_KAFKA && KPOLL_TEST_CASSANDRA)
    return { addresses: { KPOLL_TEST_KAFKA, KPOLL_TEST_CASSANDRA }, stop: async () => undefined };
  try {
    const { brokers, contactPoints, cassandraPort, stop } = await startCluster({ temporary: true });
    const [kafka = ''] = brokers;
    return { addresses: { KPOLL_TEST_KAFKA: kafka, KPOLL_TEST_CASSANDRA: `${contactPoints[0]}:${cassandraPort}` }, stop };
  } catch (error) {
    if (error instanceof ClusterProblem) return { reason: error.message };
    throw error;
  }
}
