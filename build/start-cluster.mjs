// npm start -- --cluster: the whole product on a Kafka and a Cassandra of this computer.
import { mkdirSync, writeFileSync } from 'node:fs';
import { networkInterfaces } from 'node:os';
import { join } from 'node:path';
import { URL } from 'node:url';
import { defaultData, startCluster } from './cluster/cluster.mjs';
import { startServers } from './cluster/servers.mjs';

/**
 * @typedef {object} Options
 * @property {string | undefined} data the folder of everything: cluster, servers, desktop
 * @property {1 | 3 | undefined} brokers
 * @property {1 | 3 | undefined} nodes
 * @property {number} port
 * @property {string} host
 */
/** @typedef {{ args: readonly string[], env: NodeJS.ProcessEnv }} Desktop how the desktop is to be started */

const everywhere = ['0.0.0.0', '::'];

/** What participants' phones open. @param {string} host @param {string} port */
function joinUrl(host, port) {
  const infos = Object.values(networkInterfaces()).flatMap((all) => all ?? []);
  const address = infos.find(({ family, internal, address }) => family === 'IPv4' && !internal && !address.startsWith('169.254.'));
  return `http://${everywhere.includes(host) ? (address?.address ?? '127.0.0.1') : host}:${port}`;
}

/** @param {import('./cluster/cluster.mjs').Cluster} cluster @param {string} url @param {string} host */
function profileOf({ brokers, contactPoints, cassandraPort, dataCenter }, url, host) {
  const cassandra = { contactPoints, port: cassandraPort, localDataCenter: dataCenter };
  const addresses = { authorApi: url, joinUrl: joinUrl(host, new URL(url).port) };
  const profile = { id: 'local-cluster', name: 'Local cluster', kind: 'cluster', kafka: { brokers }, cassandra, ...addresses };
  return { v: 1, kind: 'kpoll-profiles', profiles: [profile] };
}

/**
 * Starts cluster and servers, lets the desktop run to its end, and stops all of it again; a cluster that was up before stays up.
 * Rejects with a ClusterProblem.
 * @param {Options} options
 * @param {(desktop: Desktop) => Promise<number>} runDesktop resolves to its exit code
 */
export async function startOnCluster({ data = defaultData, brokers, nodes, port, host }, runDesktop) {
  const onProgress = console.log;
  const size = { ...(brokers === undefined ? {} : { brokers }), ...(nodes === undefined ? {} : { nodes }) };
  const interrupted = watchForInterrupt();
  const cluster = await startCluster({ data, ...size, endWithProcess: true, onProgress });
  try {
    if (interrupted()) return 130;
    const servers = await startServers({ data: join(data, 'servers'), cluster, port, host, onProgress });
    try {
      if (interrupted()) return 130;
      const folder = join(data, 'desktop');
      mkdirSync(folder, { recursive: true });
      const profileFile = join(folder, 'local-cluster.json');
      writeFileSync(profileFile, `${JSON.stringify(profileOf(cluster, servers.url, host), undefined, 2)}\n`);
      const args = ['--data', folder, '--profile-file', profileFile];
      return await runDesktop({ args, env: { ...process.env, KPOLL_AUTHOR_TOKEN: servers.authorToken } });
    } finally {
      onProgress('Stopping the servers');
      await servers.stop();
    }
  } finally {
    if (!cluster.wasRunning) {
      onProgress('Stopping Kafka and Cassandra; their data stays');
      await cluster.stop();
    }
  }
}

/** From here on Ctrl+C ends things in order; the second one ends this process, and what it has started ends by itself. */
function watchForInterrupt() {
  let interrupted = false;
  const note = () => {
    if (interrupted) process.exit(130);
    console.log('\nStopping; this takes a few seconds');
    interrupted = true;
  };
  process.on('SIGINT', note);
  process.on('SIGTERM', note);
  return () => interrupted;
}
