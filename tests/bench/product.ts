import { randomBytes } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { CassandraSettings, KafkaSettings } from '../../core/domain/cluster-settings.ts';
import { cassandraSettingsSchema, kafkaSettingsSchema } from '../../core/domain/cluster-settings.ts';
import type { RoleName } from '../../core/domain/server-status.ts';
import { roleNames } from '../../core/domain/server-status.ts';
import type { LogReader } from '../../core/ports/event-log.ts';
import { openEmbeddedLogReader } from '../../engines/embedded/embedded-event-log.ts';
import { openKafkaLogReader } from '../../engines/kafka/kafka-event-log.ts';
import type { BenchClusterAddresses, BenchContext } from './benchmark.ts';
import type { Author } from './author.ts';
import { authorOf } from './author.ts';
import type { Program } from './programs.ts';
import { startServer } from './programs.ts';

export type Engine = 'embedded' | 'kafka';

/** How a desktop finds a server that is not its own. */
export interface Elsewhere {
  readonly args: readonly string[];
  readonly token: string;
}

/** The product's servers, on data of their own. */
export interface Product extends Author {
  readonly engine: Engine;
  /** Where votes and authors' commands go. */
  readonly url: string;
  /** Where its files are, as far as they are on this computer. */
  readonly folder: string;
  /** One for each process, in the order asked for; the first has the role `http`. */
  readonly programs: readonly Program[];
  readonly elsewhere: Elsewhere;
  readonly kafka: KafkaSettings | undefined;
  readonly cassandra: CassandraSettings | undefined;
  /** The log, read in this process; whoever opens it stops it. */
  openLog(): Promise<LogReader>;
  /** Also removes what it kept on this computer. */
  stop(): Promise<void>;
}

export interface ProductOptions {
  readonly engine: Engine;
  readonly context: Pick<BenchContext, 'cluster'>;
  /** The roles of each process, `http` in the first. Without it one process has all, as the product runs by default. */
  readonly processes?: readonly (readonly RoleName[])[];
}

export async function startProduct(options: ProductOptions): Promise<Product> {
  const folder = mkdtempSync(join(tmpdir(), 'kpoll-bench-'));
  const programs: Program[] = [];
  const stop = async () => {
    for (const program of [...programs].reverse()) await program.stop();
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    const place = options.engine === 'kafka' ? placeIn(await options.context.cluster()) : undefined;
    const token = randomBytes(18).toString('base64url');
    writeFileSync(join(folder, 'author-token'), token, { mode: 0o600 });
    for (const [index, roles] of (options.processes ?? [roleNames]).entries()) {
      const data = place === undefined ? folder : join(folder, `server-${index + 1}`);
      mkdirSync(data, { recursive: true });
      const flags = Object.entries(place === undefined ? {} : clusterFlags(folder, place, roles));
      const args = flags.flatMap(([name, value]) => [`--${name}`, value]);
      programs.push(await startServer(data, args));
    }
    const url = programs[0]?.url ?? '';
    return {
      ...{ engine: options.engine, url, folder, programs, kafka: place?.kafka, cassandra: place?.cassandra, stop },
      elsewhere: { args: place === undefined ? ['--data', folder] : profileArgs(folder, place, url), token },
      ...authorOf(url, token),
      openLog: () => (place === undefined ? openEmbeddedLogReader({ folder }) : openClusterLog(place)),
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

interface Place {
  readonly kafka: KafkaSettings;
  readonly cassandra: CassandraSettings;
}

function placeIn({ brokers, contactPoints, cassandraPort, dataCenter }: BenchClusterAddresses): Place {
  const name = `bench_${randomBytes(4).toString('hex')}`;
  return {
    kafka: kafkaSettingsSchema.parse({ brokers, topicPrefix: `${name}.` }),
    cassandra: cassandraSettingsSchema.parse({ contactPoints, port: cassandraPort, localDataCenter: dataCenter, keyspace: name }),
  };
}

function clusterFlags(folder: string, { kafka, cassandra }: Place, roles: readonly RoleName[]): Record<string, string> {
  return {
    ...{ brokers: kafka.brokers.join(','), 'topic-prefix': kafka.topicPrefix, roles: roles.join(',') },
    ...{ 'contact-points': cassandra.contactPoints.join(','), 'cassandra-port': String(cassandra.port) },
    ...{ 'data-center': cassandra.localDataCenter, keyspace: cassandra.keyspace },
    ...{ 'key-ring': join(folder, 'key-ring.json'), 'author-token-file': join(folder, 'author-token') },
  };
}

/** What a desktop on a folder of its own is started with. */
function profileArgs(folder: string, { kafka, cassandra }: Place, url: string): readonly string[] {
  const profile = { id: 'bench', name: 'Bench', kind: 'cluster', kafka, cassandra, authorApi: url, joinUrl: url };
  const file = join(folder, 'profile.json');
  writeFileSync(file, JSON.stringify({ v: 1, kind: 'kpoll-profiles', profiles: [profile] }));
  return ['--data', join(folder, 'desktop'), '--profile-file', file];
}

function openClusterLog({ kafka: settings }: Place): Promise<LogReader> {
  return openKafkaLogReader({ settings, password: undefined, clientId: 'kpoll-bench', onWarning: () => undefined });
}
