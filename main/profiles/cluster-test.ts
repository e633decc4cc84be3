import type { ProfileTest } from '../../core/contract/bridge.ts';
import type { LogStatus, NodeStatus } from '../../core/domain/cluster-status.ts';
import { Failure, messageOf } from '../../core/domain/failure.ts';
import type { ClusterProfile, Secrets } from '../../core/domain/profile.ts';
import type { TopicName } from '../../core/ports/event-log.ts';
import type { ClusterEngines } from '../connection/cluster-engines.ts';
import { kafkaClientId, withoutSlash } from '../connection/cluster.ts';
import { getOnce } from '../connection/web-check.ts';
import { within } from '../connection/within.ts';
import type { Logger } from '../logger.ts';
import { isReachable } from './reach-address.ts';

type Part = ProfileTest['parts'][number];

export interface ClusterTestOptions extends ClusterEngines {
  readonly profile: ClusterProfile;
  readonly secrets: Secrets;
  readonly logger: Logger;
  readonly fetch?: typeof fetch;
  /** Whether anybody answers at host:port. */
  readonly isReachable?: (address: string) => Promise<boolean>;
}

const patienceMs = 10_000;

/** Each part of a cluster by itself, so that one wrong setting does not hide another. */
export function testCluster(options: ClusterTestOptions): Promise<Part[]> {
  const { kafka, cassandra } = options.profile;
  const nodes = `${cassandra.contactPoints.join(', ')} port ${cassandra.port}`;
  return Promise.all([
    attempt('kafka', `Kafka at ${kafka.brokers.join(', ')} did not answer`, 'Check the brokers, TLS and the network.', () =>
      testKafka(options),
    ),
    attempt('cassandra', `Cassandra at ${nodes} did not answer`, 'Check the contact points, the port, TLS and the network.', () =>
      testCassandra(options),
    ),
    attempt('author-api', `The author API at ${options.profile.authorApi} did not answer`, "Check the author API's address.", () =>
      testAuthorApi(options),
    ),
    attempt('join', `The join address ${options.profile.joinUrl} did not answer`, 'Check the join address.', () => testJoin(options)),
  ]);
}

/** What the question resolves with is the good news; every rejection is bad news in a sentence. */
async function attempt(part: Part['part'], silence: string, advice: string, ask: () => Promise<string>): Promise<Part> {
  try {
    const late = () => new Failure('cancelled', `${silence} within ${patienceMs / 1000} s. ${advice}`);
    return { part, ok: true, message: await within(patienceMs, ask(), late) };
  } catch (error) {
    return { part, ok: false, message: error instanceof Failure ? error.message : `${silence}: ${messageOf(error)}. ${advice}` };
  }
}

/** Uses what was opened and closes it again, however late it came. */
async function using<T extends { stop(): Promise<void> }, A>(opening: Promise<T>, use: (opened: T) => Promise<A>): Promise<A> {
  const opened = await opening;
  try {
    return await use(opened);
  } finally {
    await opened.stop();
  }
}

const topics: readonly TopicName[] = ['polls', 'votes', 'results'];

async function testKafka(options: ClusterTestOptions): Promise<string> {
  const { secrets, openLog, logger } = options;
  const settings = options.profile.kafka;
  const silent = findSilent(settings.brokers, options.isReachable);
  const onWarning = (message: string) => logger.info(message, { test: true });
  return using(openLog({ settings, password: secrets.kafkaPassword, clientId: `${kafkaClientId}-test`, onWarning }), async (log) => {
    for (const topic of topics) await log.ends(topic);
    const { brokers, partitions }: LogStatus = await log.status();
    const headless = partitions.filter(({ leader }) => leader === null).length;
    const names = topics.map((topic) => `${settings.topicPrefix}${topic}`);
    const found = `Reached ${countOf(brokers, await silent)}; the topics ${names.slice(0, -1).join(', ')} and ${names.at(-1) ?? ''} are there.`;
    if (headless === 0) return found;
    throw new Failure(
      'log-unavailable',
      `${found} ${headless} of their partitions have no leader and take no records: look at the brokers that are down.`,
    );
  });
}

async function findSilent(addresses: readonly string[], ask = isReachable): Promise<readonly string[]> {
  const answers = await Promise.all(addresses.map(ask));
  return addresses.filter((_address, index) => answers[index] === false);
}

/** Brokers that are down are left out of what the others tell, so the addresses of the profile count as well. */
function countOf(brokers: LogStatus['brokers'], silent: readonly string[]): string {
  const up = brokers.filter((broker) => broker.up).length;
  const count = `${up} of ${Math.max(brokers.length, up + silent.length)} brokers`;
  if (silent.length === 0) return count;
  return `${count} (${silent.join(', ')} ${silent.length === 1 ? 'does' : 'do'} not answer)`;
}

async function testCassandra({ profile: { cassandra: settings }, secrets, openHistory, logger }: ClusterTestOptions): Promise<string> {
  const onWarning = (message: string) => logger.info(message, { test: true });
  return using(openHistory({ settings, password: secrets.cassandraPassword, onWarning }), async (history) => {
    await history.countBallots({ pollId: 'none', run: 1 });
    const nodes = await history.nodes();
    const up = nodes.filter((node) => node.up).length;
    return `Cassandra ${listed(nodes, ({ version }) => version)}, data center ${listed(nodes, ({ dataCenter }) => dataCenter)}, ${up} of ${nodes.length} nodes, keyspace ${settings.keyspace} with this version's tables.`;
  });
}

function listed(nodes: readonly NodeStatus[], pick: (node: NodeStatus) => string): string {
  return [...new Set(nodes.map(pick))].join(' and ');
}

async function testAuthorApi({ profile, secrets: { authorToken }, fetch: fetchFn }: ClusterTestOptions): Promise<string> {
  const baseUrl = withoutSlash(profile.authorApi);
  const fetchOption = fetchFn === undefined ? {} : { fetch: fetchFn };
  const health = await getOnce({ url: `${baseUrl}/healthz`, ...fetchOption });
  if (health.status !== 200) {
    throw new Failure(
      'server-unreachable',
      `${baseUrl}/healthz answers ${health.status}, so this is no ingest server of Kpoll. Check the author API's address.`,
    );
  }
  if (authorToken === undefined) {
    throw new Failure(
      'unauthorized',
      `The ingest server at ${baseUrl} is there, but this profile has no author token: polls can be watched, not made or changed. Enter the token.`,
    );
  }
  const polls = await getOnce({ url: `${baseUrl}/polls`, headers: { authorization: `Bearer ${authorToken}` }, ...fetchOption });
  if (polls.status === 200) return `The ingest server at ${baseUrl} answers and takes the author token.`;
  if (polls.status === 401 || polls.status === 403) {
    throw new Failure(
      'unauthorized',
      `The ingest server at ${baseUrl} does not take this author token. Enter the token that its servers were given.`,
    );
  }
  throw new Failure(
    'server-unreachable',
    `The ingest server at ${baseUrl} is there, but answers ${polls.status} when asked for its polls. Look at the server's own log.`,
  );
}

async function testJoin({ profile, fetch: fetchFn }: ClusterTestOptions): Promise<string> {
  const url = withoutSlash(profile.joinUrl);
  const { status } = await getOnce({ url: `${url}/healthz`, ...(fetchFn === undefined ? {} : { fetch: fetchFn }) });
  if (status === 200) return `Participants reach Kpoll at ${url}, at least from this computer.`;
  throw new Failure(
    'server-unreachable',
    `The join address ${url} answers ${status}, not as Kpoll does. Check the join address, or what stands before the ingest servers.`,
  );
}
