import type { Cluster, startCluster as StartCluster } from '../../build/cluster/cluster.mjs';
import type { BenchClusterAddresses } from './benchmark.ts';
import { importFromBuild } from './import-from-build.ts';

export interface SharedCluster {
  /** Starts it at the first call. */
  addresses(): Promise<BenchClusterAddresses>;
  stop(): Promise<void>;
}

/** One broker and one node for all benchmarks of a run; they end with this process, however that ends. */
export function createSharedCluster(note: (line: string) => void): SharedCluster {
  let starting: Promise<Cluster> | undefined;
  async function start(): Promise<Cluster> {
    const { startCluster } = await importFromBuild<{ startCluster: typeof StartCluster }>('cluster/cluster.mjs');
    return startCluster({ temporary: true, onProgress: note });
  }
  return {
    async addresses() {
      starting ??= start();
      return starting;
    },
    async stop() {
      await (await starting)?.stop();
    },
  };
}
