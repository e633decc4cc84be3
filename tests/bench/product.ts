import { randomBytes } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { CassandraSettings, KafkaSettings } from '../../core/domain/cluster-settings.ts';
import { cassandraSettingsSchema, kafkaSettingsSchema } from '../../core/domain/cluster-settings.ts';
import type { RoleName } from '../../core/domain/server-status.ts';
import { roleNames } from '../../core/domain/server-status.ts';
import type { AuthorPollView } from '../../core/contract/http.ts';
import type { LogReader } from '../../core/ports/event-log.ts';
import { openEmbeddedLogReader } from '../../engines/embedded/embedded-event-log.ts';
import { openKafkaLogReader } from '../../engines/kafka/kafka-event-log.ts';
import type { BenchClusterAddresses, BenchContext } from './benchmark.ts';
import type { Elsewhere } from './dashboard.ts';
import type { Program } from './programs.ts';
import { startServer } from './programs.ts';

export type Engine = 'embedded' | 'kafka';

/** The product's servers, on data of their own. */
export interface Product {
  readonly engine: Engine;
  /** Where votes and authors' commands go. */
  readonly url: string;
  readonly token: string;
  /** Where its files are, as far as they are on this computer. */
  readonly folder: string;
  /** One for each process, in the order asked for; the first has the role `http`. */
  readonly programs: readonly Program[];
  /** How a desktop finds it. */
  readonly elsewhere: Elsewhere;
  readonly kafka: KafkaSettings | undefined;
  readonly cassandra: CassandraSettings | undefined;
  author(method: string, path: string, body?: object): Promise<AuthorPollView>;
  /** Makes and opens a poll of one choice among four. */
  makeOpenPoll(extra?: object): Promise<string>;
  close(pollId: string): Promise<void>;
  votersOf(pollId: string): Promise<number>;
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
  readonly flags?: Readonly<Record<string, string>>;
  /** For Node itself, of the first process. */
  readonly nodeArgs?: readonly string[];
}

export async function startProduct(options: ProductOptions): Promise<Product> {
  const folder = mkdtempSync(join(tmpdir(), 'kpoll-bench-'));
  const token = randomBytes(18).toString('base64url');
  writeFileSync(join(folder, 'author-token'), token, { mode: 0o600 });
  const place = options.engine === 'kafka' ? placeIn(await options.context.cluster()) : undefined;
  const programs: Program[] = [];
  const { processes = [roleNames], nodeArgs = [], flags } = options;
  for (const [index, roles] of processes.entries()) {
    const data = place === undefined ? folder : join(folder, `server-${index + 1}`);
    mkdirSync(data, { recursive: true });
    const all = { ...(place === undefined ? {} : clusterFlags(folder, place, roles)), ...flags };
    const args = Object.entries(all).flatMap(([name, value]) => [`--${name}`, value]);
    programs.push(await startServer(data, args, index === 0 ? nodeArgs : []));
  }
  const url = programs[0]?.url ?? '';
  return {
    ...{ engine: options.engine, url, token, folder, programs, kafka: place?.kafka, cassandra: place?.cassandra },
    elsewhere: { args: place === undefined ? ['--data', folder] : profileArgs(folder, place, url), url, token },
    ...authorOf(url, token),
    openLog: () => (place === undefined ? openEmbeddedLogReader({ folder }) : openClusterLog(place)),
    async stop() {
      for (const program of [...programs].reverse()) await program.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
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

function authorOf(url: string, token: string): Pick<Product, 'author' | 'makeOpenPoll' | 'close' | 'votersOf'> {
  async function author(method: string, path: string, body?: object): Promise<AuthorPollView> {
    const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
    const response = await fetch(`${url}${path}`, { method, headers, ...(body === undefined ? {} : { body: JSON.stringify(body) }) });
    if (!response.ok) throw new Error(await response.text());
    return (await response.json()) as AuthorPollView;
  }
  return {
    author,
    async makeOpenPoll(extra = {}) {
      const { id } = await author('POST', '/polls', { question: 'Bench?', options: ['One', 'Two', 'Three', 'Four'], ...extra });
      await author('PATCH', `/polls/${id}`, { state: 'open' });
      return id;
    },
    async close(pollId) {
      await author('PATCH', `/polls/${pollId}`, { state: 'closed' });
    },
    votersOf: async (pollId) => (await author('GET', `/polls/${pollId}`)).result?.voters ?? 0,
  };
}
