import type { SecretName, Secrets } from '../../core/domain/profile.ts';

const variables: Readonly<Record<SecretName, string>> = {
  kafkaPassword: 'KPOLL_KAFKA_PASSWORD',
  cassandraPassword: 'KPOLL_CASSANDRA_PASSWORD',
  authorToken: 'KPOLL_AUTHOR_TOKEN',
  serverToken: 'KPOLL_SERVER_TOKEN',
};

type Env = Readonly<Record<string, string | undefined>>;

/** Secrets for the profile named at the start; they win over stored ones and are never stored. */
export function secretsFromEnv(env: Env): Secrets {
  const given = Object.entries(variables).map(([name, variable]) => [name, env[variable]] as const);
  return Object.fromEntries(given.filter(([, value]) => value !== undefined && value !== ''));
}

/**
 * The environment for programs that are started here, without anything of Kpoll's: the server of this computer must not
 * become one of a cluster because of a variable meant for others, and a browser has no business with tokens.
 */
export function withoutKpollVariables(env: Env): Record<string, string> {
  return Object.fromEntries(
    Object.entries(env).flatMap(([name, value]) => (value === undefined || /^kpoll_/i.test(name) ? [] : [[name, value]])),
  );
}
