import { randomBytes } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Cluster, startCluster as StartCluster } from '../../build/cluster/cluster.mjs';
import type { CassandraSettings, KafkaSettings } from '../../core/domain/cluster-settings.ts';
import { cassandraSettingsSchema, kafkaSettingsSchema } from '../../core/domain/cluster-settings.ts';
import { Failure } from '../../core/domain/failure.ts';
import { openCassandraHistoryReader } from '../../engines/cassandra/cassandra-history-store.ts';
import { openKafkaLogReader } from '../../engines/kafka/kafka-event-log.ts';
import { startDashboard } from '../integration/desktop/dashboard-client.ts';
import type { ClusterLinks } from './cluster-links.ts';
import { openClusterLinks } from './cluster-links.ts';
import { desktopFaults } from './desktop-faults.ts';
import type { KeptServer } from './kept-server.ts';
import { createKeptServer } from './kept-server.ts';
import { linkFaults } from './link-faults.ts';
import { whyNoFullDisk } from './processes.ts';
import type { Screen } from './screen.ts';
import type { Stops } from './stops.ts';
import { createStops } from './stops.ts';
import { startTcpProxy } from './tcp-proxy.ts';
import { until } from './until.ts';
import type { Heal, StormWorld } from './world.ts';
import { faultName } from './world.ts';

const copies = 3;
/** A server that ends by itself more often than this is in a loop. */
const forgivenEnds = 3;
const serverNames = ['http-1', 'http-2', 'tally-1', 'tally-2', 'history-1', 'history-2'] as const;

/** The product on three brokers and three nodes, with two servers of each role; everything reaches everything through links that can fail. */
export async function openClusterWorld(folder: string, screen: () => Screen): Promise<StormWorld> {
  const stops = createStops();
  try {
    return await startWorld(folder, screen, stops);
  } catch (error) {
    await Promise.allSettled([stops.run()]);
    throw error;
  }
}

async function startWorld(folder: string, screen: () => Screen, stops: Stops): Promise<StormWorld> {
  process.env['KPOLL_TEST_LOGS'] = join(folder, 'logs');
  const cluster = await launch();
  stops.add(() => cluster.stop());
  const links = await openClusterLinks(cluster);
  stops.add(() => links.stop());
  const token = randomBytes(18).toString('base64url');
  const tokenFile = join(folder, 'author-token');
  writeFileSync(tokenFile, token);
  const noFullDisk = whyNoFullDisk();
  const servers = serverNames.map((name) => {
    const args = argumentsOf(folder, tokenFile, links, name.replace(/-\d$/, ''), cluster.dataCenter);
    return createKeptServer({ name, folder: join(folder, name), args, tokenFile, noFullDisk: noFullDisk !== undefined });
  });
  // The first makes topics and tables; the others find them.
  stops.add(() => Promise.all(servers.map((server) => server.stop())));
  const { openLog, openHistory } = readersOf(cluster);
  for (const server of servers) {
    await server.up();
    // Nodes that are told of the same tables by two servers at once may take minutes to agree.
    if (server.name.startsWith('history')) await until('the tables of history are made', () => isThere(openHistory));
  }
  const [first, second] = servers;
  const [votersOne, votersTwo, authorApi] = [await proxyTo(first), await proxyTo(second), await proxyTo(first)];
  stops.add(() => Promise.all([votersOne, votersTwo, authorApi].map((proxy) => proxy.stop())));
  const profileFile = join(folder, 'profiles.json');
  const [authorUrl, voteUrls] = [urlOf(authorApi.port), [urlOf(votersOne.port), urlOf(votersTwo.port)]];
  const profile = {
    id: 'storm',
    name: 'Storm',
    kind: 'cluster',
    ...links.settings(cluster.dataCenter),
    authorApi: authorUrl,
    joinUrl: voteUrls[0],
  };
  writeFileSync(profileFile, JSON.stringify({ v: 1, kind: 'kpoll-profiles', profiles: [profile] }));
  mkdirSync(join(folder, 'desktop'), { recursive: true });
  const onLinks = [
    ...links.faults,
    ...linkFaults('voters-1', votersOne),
    ...linkFaults('voters-2', votersTwo),
    ...linkFaults('author-api', authorApi),
  ];
  return {
    voteUrls,
    authorUrls: () => [authorUrl, ...servers.slice(0, 2).flatMap((server) => server.running()?.url ?? [])],
    authorToken: () => token,
    startDesktop: () => startDashboard(join(folder, 'desktop'), ['--profile-file', profileFile], { KPOLL_AUTHOR_TOKEN: token }),
    faults: new Map([...servers.flatMap(({ faults }) => faults), ...desktopFaults(screen), ...clusterFaults(cluster), ...onLinks]),
    ...{ openLog, openHistory },
    describe: `${copies} Kafka brokers and ${copies} Cassandra nodes, ${serverNames.join(', ')}, and a desktop (browser shell) on a cluster profile`,
    impossible: new Map(noFullDisk === undefined ? [] : [['full-disk', noFullDisk]]),
    faultsFound: () =>
      servers.flatMap((server) => [
        ...server.troubles,
        ...(server.ownEnds() > forgivenEnds ? [`${server.name} ended by itself ${server.ownEnds()} times`] : []),
      ]),
    stop: () => stops.run(),
  };
}

/** New tables need all nodes: that is done before the storm. While the nodes do not know of them all, reasons differ. */
async function isThere(open: StormWorld['openHistory']): Promise<boolean> {
  try {
    await (await open()).stop();
    return true;
  } catch (error) {
    if (error instanceof Failure) return false;
    throw error;
  }
}

/** The launcher finds its own files beside it, so it is not bundled with this. */
async function launch(): Promise<Cluster> {
  const file = pathToFileURL(join(process.cwd(), 'build/cluster/cluster.mjs')).href;
  const { startCluster } = (await import(file)) as { startCluster: typeof StartCluster };
  return startCluster({ temporary: true, brokers: copies, nodes: copies, proxied: true });
}

const urlOf = (port: number) => `http://127.0.0.1:${port}`;

function proxyTo(server: KeptServer | undefined) {
  return startTcpProxy(() => {
    const url = server?.running()?.url;
    return url === undefined ? undefined : { host: '127.0.0.1', port: Number(new URL(url).port) };
  });
}

function argumentsOf(folder: string, tokenFile: string, links: ClusterLinks, role: string, dataCenter: string): string[] {
  const { kafka, cassandra } = links.settings(dataCenter);
  const flags = {
    ...{ roles: role, brokers: kafka.brokers.join(','), replication: String(copies) },
    ...{ 'contact-points': cassandra.contactPoints.join(','), 'cassandra-port': String(cassandra.port), 'data-center': dataCenter },
    ...{ 'key-ring': join(folder, 'key-ring.json'), 'author-token-file': tokenFile },
  };
  return ['--exit-with-parent', ...Object.entries(flags).flatMap(([flag, value]) => [`--${flag}`, value])];
}

function clusterFaults(cluster: Cluster): [string, () => Promise<Heal>][] {
  return cluster.status().flatMap(({ name }) => [
    [faultName('kill', name), async () => (await cluster.kill(name), () => cluster.restart(name))],
    [faultName('restart', name), async () => (await cluster.restart(name), async () => undefined)],
    [faultName('halt', name), async () => (await cluster.pause(name), () => cluster.resume(name))],
  ]);
}

/** Straight to the brokers and nodes. */
function readersOf({ brokers, contactPoints, cassandraPort, dataCenter }: Cluster): Pick<StormWorld, 'openLog' | 'openHistory'> {
  const kafka: KafkaSettings = kafkaSettingsSchema.parse({ brokers });
  const cassandra: CassandraSettings = cassandraSettingsSchema.parse({ contactPoints, port: cassandraPort, localDataCenter: dataCenter });
  const plain = { password: undefined, onWarning: () => undefined };
  return {
    openLog: () => openKafkaLogReader({ ...plain, settings: kafka, clientId: 'kpoll-storm' }),
    openHistory: () => openCassandraHistoryReader({ ...plain, settings: cassandra }),
  };
}
