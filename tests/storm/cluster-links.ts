import type { Cluster } from '../../build/cluster/cluster.mjs';
import { linkFaults } from './link-faults.ts';
import type { Address, TcpProxy } from './tcp-proxy.ts';
import { startTcpProxy } from './tcp-proxy.ts';
import type { Heal } from './world.ts';

/** A proxy before each broker and each node; servers and the desktop know the cluster by these only. */
export interface ClusterLinks {
  settings(dataCenter: string): {
    readonly kafka: { readonly brokers: readonly string[] };
    readonly cassandra: { readonly contactPoints: readonly string[]; readonly port: number; readonly localDataCenter: string };
  };
  readonly faults: readonly [string, () => Promise<Heal>][];
  stop(): Promise<void>;
}

export async function openClusterLinks({ proxies, contactPoints, cassandraPort }: Cluster): Promise<ClusterLinks> {
  const kafka = await Promise.all(proxies.map(({ listen, target }) => startTcpProxy(addressOf(target), addressOf(listen))));
  const cassandra = await startOnOnePort(contactPoints.map((host) => ({ host, port: cassandraPort })));
  return {
    settings: (localDataCenter) => ({
      kafka: { brokers: proxies.map(({ listen }) => listen) },
      cassandra: { contactPoints, port: cassandra[0]?.port ?? 0, localDataCenter },
    }),
    faults: [
      ...kafka.flatMap((proxy, index) => linkFaults(`kafka-link-${index + 1}`, proxy)),
      ...cassandra.flatMap((proxy, index) => linkFaults(`cassandra-link-${index + 1}`, proxy)),
    ],
    async stop() {
      await Promise.all([...kafka, ...cassandra].map((proxy) => proxy.stop()));
    },
  };
}

function addressOf(text: string): Address {
  const colon = text.lastIndexOf(':');
  return { host: text.slice(0, colon), port: Number(text.slice(colon + 1)) };
}

const tries = 20;

/** The driver takes one port for all nodes: a proxy on each node's own address, all on one port that is free on all of them. */
async function startOnOnePort(nodes: readonly Address[]): Promise<TcpProxy[]> {
  for (let tried = 1; ; tried += 1) {
    const started: TcpProxy[] = [];
    try {
      for (const node of nodes) started.push(await startTcpProxy(node, { host: node.host, port: started[0]?.port ?? 0 }));
      return started;
    } catch (error) {
      await Promise.all(started.map((proxy) => proxy.stop()));
      if (tried === tries) throw error;
    }
  }
}
