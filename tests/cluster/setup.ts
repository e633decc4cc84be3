import type { TestProject } from 'vitest/node';
import { startCluster } from '../../build/cluster/cluster.mjs';

/** Three brokers and three nodes for the whole run; they end with it, however it ends. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const cluster = await startCluster({ temporary: true, brokers: 3, nodes: 3 });
  project.provide('clusterData', cluster.data);
  return () => cluster.stop();
}
