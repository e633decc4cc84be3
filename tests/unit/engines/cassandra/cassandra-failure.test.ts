import { errors, types } from 'cassandra-driver';
import { describe, expect, it } from 'vitest';
import { cassandraSettingsSchema } from '../../../../core/domain/cluster-settings.ts';
import { Failure } from '../../../../core/domain/failure.ts';
import { isMissingTable, toCassandraFailure } from '../../../../engines/cassandra/cassandra-failure.ts';

const settings = cassandraSettingsSchema.parse({ contactPoints: ['db1', '::1'], localDataCenter: 'dc1', username: 'kpoll' });
/** Which the driver has no name for. */
const casWriteUnknown = 0x1700;
const codes = types.responseErrorCodes;
const from = (error: unknown, changes = {}) => toCassandraFailure(error, { ...settings, ...changes });
const noHost = (...inner: Error[]) =>
  new errors.NoHostAvailableError(Object.fromEntries(inner.map((error, index) => [`host${index}`, error])));

it('knows a table that is missing by the failure it makes', () => {
  const invalid = (message: string) => from(new errors.ResponseError(codes.invalid, message));
  expect(isMissingTable(invalid('table schema_migrations does not exist'))).toBe(true);
  expect(isMissingTable(invalid('unconfigured table polls'))).toBe(true);
  expect(isMissingTable(invalid('Undefined column name x'))).toBe(false);
  expect(isMissingTable(from(new errors.ResponseError(codes.overloaded, 'does not exist')))).toBe(false);
});

describe('toCassandraFailure', () => {
  it('leaves failures and bugs as they are', () => {
    const failure = new Failure('cancelled', 'x');
    const bug = new TypeError('x is undefined');
    expect(from(failure)).toBe(failure);
    expect(from(bug)).toBe(bug);
  });

  it('says that a user is not let in, also where other nodes are merely silent', () => {
    for (const refusal of [new errors.AuthenticationError('bad'), new errors.ResponseError(codes.badCredentials, 'bad')]) {
      const failure = from(noHost(new errors.OperationTimedOutError('silent'), new Error('ECONNREFUSED'), refusal));
      expect(failure).toMatchObject({ code: 'history-access-denied', retriable: false });
      expect(failure).toMatchObject({
        message: expect.stringMatching(/db1:9042, \[::1\]:9042 .*"kpoll".*"Cassandra user name" and "Cassandra password"/) as string,
      });
    }
    const anonymous = from(noHost(new errors.AuthenticationError('no authenticator')), { username: null });
    expect(anonymous).toMatchObject({ message: expect.stringMatching(/asks for a user name/) as string });
  });

  it('says that a permission is missing', () => {
    const failure = from(new errors.ResponseError(codes.unauthorized, 'User kpoll has no MODIFY permission'));
    expect(failure).toMatchObject({
      code: 'history-access-denied',
      message: expect.stringMatching(/no MODIFY permission.*keyspace "kpoll"/) as string,
    });
  });

  it('says that the replication does not fit the cluster', () => {
    const failure = from(new errors.ResponseError(codes.configError, 'Unrecognized strategy option {dc1}'));
    expect(failure).toMatchObject({ code: 'settings-invalid', message: expect.stringMatching(/"Data center"/) as string });
  });

  it('repeats what the nodes answered, rather than calling them out of reach', () => {
    const message = (...inner: Error[]) => (from(noHost(...inner)) as Failure).message;
    const timeout = new errors.ResponseError(codes.writeTimeout, 'Server timeout during write query');
    expect(message(timeout)).toMatch(/did not do what was asked \(Server timeout during write query\)/);
    expect(from(noHost(timeout))).toMatchObject({ code: 'history-unavailable', retriable: true });
    expect(message(new Error('ECONNREFUSED'))).toMatch(/No Cassandra node can be reached/);
  });

  it('tells what passes from what stays', () => {
    const retriable = (error: Error) => (from(error) as Failure).retriable;
    expect(retriable(noHost(new Error('ECONNREFUSED')))).toBe(true);
    expect(retriable(new errors.OperationTimedOutError('late'))).toBe(true);
    expect(retriable(new errors.BusyConnectionError('db1', 2048, 2048))).toBe(true);
    for (const code of [
      codes.unavailableException,
      codes.writeTimeout,
      codes.readTimeout,
      codes.overloaded,
      codes.writeFailure,
      casWriteUnknown,
    ]) {
      expect(retriable(new errors.ResponseError(code, 'not now'))).toBe(true);
    }
    expect(retriable(new errors.ResponseError(codes.invalid, 'table ballots does not exist'))).toBe(false);
    expect(from(new errors.ResponseError(codes.invalid, 'x'))).toMatchObject({ code: 'history-unavailable' });
  });
});
