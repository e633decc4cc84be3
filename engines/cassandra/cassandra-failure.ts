import { errors, types } from 'cassandra-driver';
import type { CassandraSettings } from '../../core/domain/cluster-settings.ts';
import { Failure, messageOf } from '../../core/domain/failure.ts';

const codes = types.responseErrorCodes;
const serverError: number = codes.serverError;
const votesAreSafe = 'Votes are safe in the log; history and reports go on where they stopped once it can be used again.';

/** What an error of the driver means for those above; a Failure stays as it is, and so does a bug. */
export function toCassandraFailure(thrown: unknown, settings: CassandraSettings): unknown {
  if (thrown instanceof Failure) return thrown;
  const cause = decisiveCause(thrown);
  if (cause instanceof errors.AuthenticationError || isAnswer(cause, codes.badCredentials)) return notLetIn(settings, thrown);
  if (isAnswer(cause, codes.unauthorized)) return notAllowed(settings, cause, thrown);
  if (cause instanceof errors.ArgumentError && cause.message.startsWith('Datacenter ')) return wrongDataCenter(settings, cause, thrown);
  if (isAnswer(cause, codes.configError)) return refusedReplication(settings, cause, thrown);
  if (thrown instanceof errors.NoHostAvailableError && !(cause instanceof errors.ResponseError))
    return unreachable(settings, cause, thrown);
  if (!(cause instanceof errors.DriverError)) return thrown;
  const retriable = !(cause instanceof errors.ResponseError) || isPassing(cause.code);
  const message = `Cassandra at ${addressOf(settings)} did not do what was asked (${cause.message}). ${votesAreSafe} Look at its nodes, and at "Keyspace" and "Consistency" (${settings.consistency}) in the settings of Cassandra.`;
  return new Failure('history-unavailable', message, { retriable, cause: thrown });
}

/** Contact points with their port, as people know them. */
export function addressOf({ contactPoints, port }: CassandraSettings): string {
  return contactPoints.map((host) => `${host.includes(':') ? `[${host}]` : host}:${port}`).join(', ');
}

/** Of what several hosts said, that which says most: a refusal rather than a silence. */
function decisiveCause(thrown: unknown): unknown {
  if (!(thrown instanceof errors.NoHostAvailableError)) return thrown;
  const inner: unknown[] = Object.values((thrown.innerErrors ?? {}) as Readonly<Record<string, unknown>>);
  const refusal = inner.find((error) => error instanceof errors.DriverError && !(error instanceof errors.OperationTimedOutError));
  return refusal ?? inner[0] ?? thrown;
}

function isAnswer(error: unknown, code: number): error is errors.ResponseError {
  return error instanceof errors.ResponseError && error.code === code;
}

/** The protocol numbers what went wrong on the way 0x1000 and up, what is wrong with the question 0x2000 and up. */
function isPassing(code: number): boolean {
  return code === serverError || (code >= 0x1000 && code < 0x2000);
}

/** Just after a table was made, a node may not know of it yet. */
export function isMissingTable(thrown: unknown): boolean {
  return (
    thrown instanceof Failure && isAnswer(thrown.cause, codes.invalid) && /unconfigured table|does not exist/.test(thrown.cause.message)
  );
}

function notLetIn(settings: CassandraSettings, cause: unknown): Failure {
  const who = settings.username === null ? 'asks for a user name and a password' : `does not let the user "${settings.username}" in`;
  const message = `Cassandra at ${addressOf(settings)} ${who}. ${votesAreSafe} Check "Cassandra user name" and "Cassandra password" in the settings.`;
  return new Failure('history-access-denied', message, { cause });
}

function notAllowed(settings: CassandraSettings, { message: said }: Error, cause: unknown): Failure {
  const who = settings.username === null ? 'this connection' : `the user "${settings.username}"`;
  const message = `Cassandra at ${addressOf(settings)} lacks a permission for ${who} (${said}). ${votesAreSafe} Grant it on the keyspace "${settings.keyspace}", or change "Cassandra user name" in the settings.`;
  return new Failure('history-access-denied', message, { cause });
}

function wrongDataCenter(settings: CassandraSettings, { message: said }: Error, cause: unknown): Failure {
  const seen = /\[(.*)\]/.exec(said)?.[1] ?? 'none';
  const message = `Cassandra at ${addressOf(settings)} has no data center "${settings.localDataCenter}"; it has: ${seen}. No vote is touched by this. Correct "Data center" in the settings of Cassandra.`;
  return new Failure('settings-invalid', message, { cause });
}

function refusedReplication(settings: CassandraSettings, { message: said }: Error, cause: unknown): Failure {
  const message = `Cassandra at ${addressOf(settings)} refuses to make the keyspace "${settings.keyspace}" (${said}). No vote is touched by this. Check "Data center" in the settings of Cassandra, and the replication of the ingest server.`;
  return new Failure('settings-invalid', message, { cause });
}

function unreachable(settings: CassandraSettings, found: unknown, cause: unknown): Failure {
  const message = `No Cassandra node can be reached at ${addressOf(settings)} (${messageOf(found)}). ${votesAreSafe} Check that Cassandra runs there, and "Contact points", "Port" and "Encrypted (TLS)" in its settings.`;
  return new Failure('history-unavailable', message, { retriable: true, retryAfterSeconds: 2, cause });
}
