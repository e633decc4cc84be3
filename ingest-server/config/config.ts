import { readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import type { CassandraSettings, KafkaSettings } from '../../core/domain/cluster-settings.ts';
import { Failure, messageOf } from '../../core/domain/failure.ts';
import type { RoleName } from '../../core/domain/server-status.ts';
import { roleNames } from '../../core/domain/server-status.ts';
import type { Settings } from './settings-schema.ts';
import { settingsSchema } from './settings-schema.ts';
import { isTree, nameOf, overlay, sources } from './setting-sources.ts';

const defaultVotesPerAddress = 300;

export interface ClusterConfig {
  readonly kafka: KafkaSettings;
  readonly cassandra: CassandraSettings;
  readonly replication: number;
  readonly resultsPartitions: number;
  readonly kafkaPasswordFile: string | undefined;
  readonly cassandraPasswordFile: string | undefined;
}

export interface Config {
  readonly dataFolder: string;
  readonly host: string;
  readonly port: number;
  readonly publicUrl: string | undefined;
  readonly roles: readonly RoleName[];
  /** Undefined on one computer. */
  readonly cluster: ClusterConfig | undefined;
  readonly votesPartitions: number;
  readonly buckets: number;
  readonly votesPerAddress: number;
  readonly limitLoopback: boolean;
  readonly votesPerVoter: number;
  readonly trustedProxies: readonly string[];
  readonly keyRingFile: string | undefined;
  readonly authorTokenFile: string | undefined;
  readonly logLevel: string;
  readonly exitWithParent: boolean;
}

type Env = Readonly<Record<string, string | undefined>>;

/** Flags win over KPOLL_* variables, these over the file of `--config`. Failure `settings-invalid` with one line per fault. */
export function readConfig(args: readonly string[], env: Env): Config {
  const { config: file, ...flags } = readFlags(args);
  const configFile = file ?? env['KPOLL_CONFIG'];
  const base = configFile === undefined ? {} : readConfigFile(configFile);
  const tree = overlay(base, { ...fromEnvironment(env), ...flags });
  const parsed = settingsSchema.safeParse(tree);
  const faults = [...(parsed.error?.issues.map(faultOf) ?? []), ...faultsTogether(tree, env)];
  if (!parsed.success || faults.length > 0) throw new Failure('settings-invalid', `The settings cannot be used:\n${faults.join('\n')}`);
  return toConfig(parsed.data);
}

function readFlags(args: readonly string[]): Record<string, string> {
  const options = Object.fromEntries(
    [...Object.entries(sources), ['config', { read: 'text' }] as const].map(([name, { read }]) => [
      name,
      { type: read === 'switch' || read === 'section' ? ('boolean' as const) : ('string' as const) },
    ]),
  );
  const { values } = parseArgs({ args: [...args], options, strict: true });
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, String(value)]));
}

function fromEnvironment(env: Env): Record<string, string> {
  const entries = Object.keys(sources).flatMap((flag) => {
    const value = env[`KPOLL_${flag.replaceAll('-', '_').toUpperCase()}`];
    return value === undefined ? [] : [[flag, value] as const];
  });
  return Object.fromEntries(entries);
}

/** Files named in it are meant from where it lies. */
function readConfigFile(file: string): Record<string, unknown> {
  try {
    const tree: unknown = JSON.parse(readFileSync(file, 'utf8'));
    if (!isTree(tree)) throw new Error('it is not an object');
    for (const name of ['data', 'keyRingFile', 'authorTokenFile', 'kafkaPasswordFile', 'cassandraPasswordFile']) {
      if (typeof tree[name] === 'string') tree[name] = resolve(dirname(file), tree[name]);
    }
    return tree;
  } catch (error) {
    throw new Failure('settings-invalid', `The settings file ${file} cannot be read: ${messageOf(error)}. Nothing was started.`);
  }
}

function faultOf({ path, message, ...issue }: { path: readonly PropertyKey[]; message: string; keys?: unknown }): string {
  if (path.length === 0 && Array.isArray(issue.keys)) return `  ${issue.keys.join(', ')}: not known here; see docs/operations.md`;
  return `  ${nameOf(path)}: ${message}`;
}

/** What no field can tell by itself; of settings that are not checked yet. */
function faultsTogether(tree: Readonly<Record<string, unknown>>, env: Env): string[] {
  const { kafka, cassandra, keyRingFile, authorTokenFile } = tree;
  const roles = Array.isArray(tree['roles']) ? tree['roles'] : [...roleNames];
  const faults: string[] = [];
  if (kafka !== undefined && cassandra === undefined) faults.push('  --contact-points: a cluster needs Cassandra too, beside --brokers');
  if (kafka === undefined && cassandra !== undefined) faults.push('  --brokers: a cluster needs Kafka too, beside --contact-points');
  if (kafka === undefined && roles.length < roleNames.length)
    faults.push('  --roles: on one computer one server has all roles; leave this out');
  if (kafka === undefined || !roles.includes('http')) return faults;
  if (keyRingFile === undefined && env['KPOLL_KEY_RING_JSON'] === undefined) {
    faults.push('  --key-ring: all ingest servers of a cluster share one key ring; give its file, or its text in KPOLL_KEY_RING_JSON');
  }
  if (authorTokenFile === undefined && env['KPOLL_AUTHOR_TOKEN'] === undefined) {
    faults.push(
      '  --author-token-file: all ingest servers of a cluster know the same author tokens; give their file, or KPOLL_AUTHOR_TOKEN',
    );
  }
  return faults;
}

function toConfig(settings: Settings): Config {
  const { data, kafka, cassandra, votesPerAddress, ...rest } = settings;
  const isCluster = kafka !== undefined && cassandra !== undefined;
  return {
    dataFolder: resolve(data),
    host: rest.host,
    port: rest.port,
    publicUrl: rest.publicUrl,
    roles: rest.roles,
    cluster: isCluster ? clusterOf(settings, kafka, cassandra) : undefined,
    votesPartitions: rest.votesPartitions ?? (isCluster ? 12 : 4),
    buckets: rest.buckets ?? (isCluster ? 16 : 1),
    votesPerAddress: votesPerAddress ?? defaultVotesPerAddress,
    limitLoopback: votesPerAddress !== undefined,
    votesPerVoter: rest.votesPerVoter,
    trustedProxies: rest.trustedProxies,
    keyRingFile: rest.keyRingFile,
    authorTokenFile: rest.authorTokenFile,
    logLevel: rest.logLevel,
    exitWithParent: rest.exitWithParent,
  };
}

function clusterOf(settings: Settings, kafka: KafkaSettings, cassandra: CassandraSettings): ClusterConfig {
  const { replication, resultsPartitions, kafkaPasswordFile, cassandraPasswordFile } = settings;
  return {
    kafka,
    cassandra,
    replication: replication ?? (kafka.brokers.length >= 3 ? 3 : 1),
    resultsPartitions: resultsPartitions ?? 4,
    kafkaPasswordFile,
    cassandraPasswordFile,
  };
}
