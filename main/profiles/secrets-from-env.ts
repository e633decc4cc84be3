import type { SecretName, Secrets } from '../../core/domain/profile.ts';

const variables: Readonly<Record<SecretName, string>> = {
  kafkaPassword: 'KPOLL_KAFKA_PASSWORD',
  cassandraPassword: 'KPOLL_CASSANDRA_PASSWORD',
  authorToken: 'KPOLL_AUTHOR_TOKEN',
  serverToken: 'KPOLL_SERVER_TOKEN',
};

/** Secrets for the profile named at the start; they win over stored ones and are never stored. */
export function secretsFromEnv(env: Readonly<Record<string, string | undefined>>): Secrets {
  const given = Object.entries(variables).map(([name, variable]) => [name, env[variable]] as const);
  return Object.fromEntries(given.filter(([, value]) => value !== undefined && value !== ''));
}
