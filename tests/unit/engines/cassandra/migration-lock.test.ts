import { expect, it } from 'vitest';
import { cassandraSettingsSchema } from '../../../../core/domain/cluster-settings.ts';
import { Failure } from '../../../../core/domain/failure.ts';
import type { CassandraSession, Row, Statement } from '../../../../engines/cassandra/cassandra-session.ts';
import { takeMigrationLock } from '../../../../engines/cassandra/schema/migration-lock.ts';

const busy = new Failure('history-unavailable', 'the transaction was given up', { retriable: true });

/** One row that lightweight transactions change; before (or after) it decides, a node may fail as `fail` says. */
function lockRow(fail: (attempt: number) => { readonly failure: Failure; readonly carriedOut: boolean } | undefined) {
  let owner: unknown;
  let attempts = 0;
  function decide({ query, params }: Statement): boolean {
    const applied = query.startsWith('INSERT') ? owner === undefined : owner === params[query.startsWith('UPDATE') ? 2 : 1];
    if (applied) owner = query.startsWith('DELETE') ? undefined : params[query.startsWith('UPDATE') ? 0 : 1];
    return applied;
  }
  async function compareAndSet(statement: Statement): Promise<Row> {
    attempts += 1;
    const failing = fail(attempts);
    const applied = failing?.carriedOut === false ? false : decide(statement);
    if (failing !== undefined) throw failing.failure;
    const columns: Readonly<Record<string, unknown>> = { '[applied]': applied, owner };
    const row: Pick<Row, 'get'> = { get: (name) => columns[name] };
    return row as Row;
  }
  const settings = cassandraSettingsSchema.parse({ contactPoints: ['db1'], localDataCenter: 'dc1' });
  const session: Pick<CassandraSession, 'settings' | 'table' | 'compareAndSet'> = { settings, table: (name) => name, compareAndSet };
  return { session: session as CassandraSession, owner: () => owner, attempts: () => attempts };
}

it('is taken, kept and given back although a busy node gives up on transactions, carried out or not', async () => {
  const row = lockRow((attempt) => (attempt % 2 === 1 ? { failure: busy, carriedOut: attempt % 4 === 1 } : undefined));
  const lock = await takeMigrationLock(row.session);
  expect(row.owner()).toBeTypeOf('string');
  await lock.renew();
  expect(row.owner()).toBeTypeOf('string');
  await lock.release();
  expect(row.owner()).toBeUndefined();
  expect(row.attempts()).toBe(6);
});

it('asks once where asking again does not help', async () => {
  const refusal = new Failure('history-access-denied', 'no permission');
  const row = lockRow(() => ({ failure: refusal, carriedOut: false }));
  await expect(takeMigrationLock(row.session)).rejects.toBe(refusal);
  expect(row.attempts()).toBe(1);
});
