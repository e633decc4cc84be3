/** A setting as it may stand in a flag (`--kafka-tls`) or a variable (`KPOLL_KAFKA_TLS`): where it goes and how its text is read. */
interface Source {
  readonly path: readonly string[];
  readonly read: 'text' | 'number' | 'list' | 'switch' | 'section';
}

const text = (...path: string[]): Source => ({ path, read: 'text' });
const number = (...path: string[]): Source => ({ path, read: 'number' });
const list = (...path: string[]): Source => ({ path, read: 'list' });
const switchOn = (...path: string[]): Source => ({ path, read: 'switch' });
/** A switch that turns a section on, whose fields have flags of their own. */
const section = (...path: string[]): Source => ({ path, read: 'section' });

export const sources: Readonly<Record<string, Source>> = {
  data: text('data'),
  host: text('host'),
  port: number('port'),
  'public-url': text('publicUrl'),
  roles: list('roles'),
  brokers: list('kafka', 'brokers'),
  'topic-prefix': text('kafka', 'topicPrefix'),
  'kafka-tls': section('kafka', 'tls'),
  'kafka-tls-ca-file': text('kafka', 'tls', 'caFile'),
  'kafka-tls-server-name': text('kafka', 'tls', 'serverName'),
  'kafka-sasl': text('kafka', 'sasl', 'mechanism'),
  'kafka-username': text('kafka', 'sasl', 'username'),
  'kafka-password-file': text('kafkaPasswordFile'),
  'contact-points': list('cassandra', 'contactPoints'),
  'cassandra-port': number('cassandra', 'port'),
  'data-center': text('cassandra', 'localDataCenter'),
  keyspace: text('cassandra', 'keyspace'),
  consistency: text('cassandra', 'consistency'),
  'cassandra-tls': section('cassandra', 'tls'),
  'cassandra-tls-ca-file': text('cassandra', 'tls', 'caFile'),
  'cassandra-tls-server-name': text('cassandra', 'tls', 'serverName'),
  'cassandra-username': text('cassandra', 'username'),
  'cassandra-password-file': text('cassandraPasswordFile'),
  replication: number('replication'),
  'votes-partitions': number('votesPartitions'),
  'results-partitions': number('resultsPartitions'),
  buckets: number('buckets'),
  'votes-per-address': number('votesPerAddress'),
  'votes-per-voter': number('votesPerVoter'),
  'trusted-proxies': list('trustedProxies'),
  'key-ring': text('keyRingFile'),
  'author-token-file': text('authorTokenFile'),
  'log-level': text('logLevel'),
  'exit-with-parent': switchOn('exitWithParent'),
};

type Tree = Record<string, unknown>;

export function isTree(value: unknown): value is Tree {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Lays given texts over a tree of settings; what cannot be read as meant is left as text, for the schema to complain about. */
export function overlay(base: Tree, given: Readonly<Record<string, string>>): Tree {
  const tree = structuredClone(base);
  for (const [name, value] of Object.entries(given)) {
    const source = sources[name];
    if (source !== undefined) place(tree, source, value);
  }
  return tree;
}

function place(tree: Tree, { path, read }: Source, value: string): void {
  const leaf = path.at(-1) ?? '';
  let branch = tree;
  for (const name of path.slice(0, -1)) {
    const next = branch[name];
    branch = isTree(next) ? next : (branch[name] = {});
  }
  const meant = readAs(read, value);
  if (read !== 'section') branch[leaf] = meant;
  else if (meant === true) branch[leaf] ??= {};
  else if (meant === false) branch[leaf] = null;
  else branch[leaf] = meant;
}

function readAs(read: Source['read'], value: string): unknown {
  switch (read) {
    case 'number':
      return /^-?\d+$/.test(value.trim()) ? Number(value) : value;
    case 'list':
      return value
        .split(',')
        .map((part) => part.trim())
        .filter(Boolean);
    case 'switch':
    case 'section':
      return ['true', '1'].includes(value) ? true : ['false', '0', ''].includes(value) ? false : value;
    case 'text':
      return value;
  }
}

/** How a person can set what stands at a path: `--brokers (kafka.brokers)`. */
export function nameOf(path: readonly PropertyKey[]): string {
  const names = path.map(String);
  const [flag] = Object.entries(sources).find(([, source]) => source.path.every((name, index) => names[index] === name)) ?? [];
  return flag === undefined ? names.join('.') : `--${flag} (${names.join('.')})`;
}
