import { Failure } from '../../core/domain/failure.ts';
import type { ClusterProfile, Secrets } from '../../core/domain/profile.ts';
import type { Logger } from '../logger.ts';
import { createAuthorApi } from './author-api.ts';
import { watchAuthorApi } from './author-health.ts';
import type { ClusterEngines } from './cluster-engines.ts';
import { createClusterStatus } from './cluster-status.ts';
import type { Connection } from './connection.ts';
import { isLoopback } from './loopback.ts';
import { keepOpening } from './opening.ts';

export interface ClusterOptions extends ClusterEngines {
  readonly profile: ClusterProfile;
  readonly secrets: Secrets;
  readonly logger: Logger;
  readonly fetch?: typeof fetch;
}

/** Who reads, as the brokers' own tools show it. */
export const kafkaClientId = 'kpoll-desktop';

/**
 * The profile "Cluster": results and polls from Kafka, the past from Cassandra, commands over the author API. Each part is
 * opened by itself and for ever: Cassandra may be away without harm to the live feed.
 */
export function connectCluster(options: ClusterOptions): Connection {
  const { profile, secrets, logger } = options;
  const listeners = new Set<() => void>();
  const onChange = () => listeners.forEach((listener) => listener());
  const onWarning = (message: string) => logger.info(message, { profile: profile.id });
  const { openLog, openHistory } = options;
  const { kafka: settings, cassandra } = profile;
  const openKafka = () => openLog({ settings, password: secrets.kafkaPassword, clientId: kafkaClientId, onWarning });
  const openCassandra = () => openHistory({ settings: cassandra, password: secrets.cassandraPassword, onWarning });
  const log = keepOpening({ part: 'Kafka', open: openKafka, onChange, logger });
  const history = keepOpening({ part: 'Cassandra', open: openCassandra, onChange, logger });
  const fetchOption = options.fetch === undefined ? {} : { fetch: options.fetch };
  const baseUrl = withoutSlash(profile.authorApi);
  const author = watchAuthorApi({ baseUrl, ...fetchOption });
  return {
    api: createAuthorApi({ baseUrl: () => baseUrl, token: () => tokenOf(profile, secrets), ...fetchOption }),
    state: log.state,
    historyState: history.state,
    serversSpeak: true,
    ownsServer: () => false,
    onChange(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    log: log.opened,
    history: history.opened,
    firstUp: log.firstAttempt,
    serverUrl: () => withoutSlash(profile.joinUrl),
    joinAddresses: () => [{ url: withoutSlash(profile.joinUrl), label: profile.name, loopback: isLoopback(profile.joinUrl) }],
    status: createClusterStatus({ log, history, author }),
    retry() {
      log.retry();
      history.retry();
    },
    async stop() {
      listeners.clear();
      await Promise.all([author.stop(), log.stop(), history.stop()]);
    },
  };
}

async function tokenOf(profile: ClusterProfile, { authorToken }: Secrets): Promise<string> {
  if (authorToken !== undefined) return authorToken;
  throw new Failure(
    'unauthorized',
    `The profile "${profile.name}" has no author token, so polls can be watched but not made or changed. Nothing was done. Enter the token in the profile.`,
  );
}

export function withoutSlash(url: string): string {
  return url.replace(/\/+$/, '');
}
