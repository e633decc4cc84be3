import { randomBytes } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { Failure } from '../../../core/domain/failure.ts';
import type { CassandraSession, Row, Statement } from '../cassandra-session.ts';

const lockName = 'migrations';
/** Longer than one change of the schema takes; a killed process's lock is free after this. */
const lockSeconds = 60;
const tryEveryMs = 200;
const waitAtMostMs = 120_000;
/** Of servers that start at once the transactions are in each other's way, and a busy node gives up on one of them. */
const insistMs = 30_000;

export interface MigrationLock {
  /** Another full term. Rejects, retriable, when the lock was lost: somebody else migrates. */
  renew(): Promise<void>;
  release(): Promise<void>;
}

/** Waits until this process alone may change the tables. */
export async function takeMigrationLock(session: CassandraSession): Promise<MigrationLock> {
  const owner = randomBytes(16).toString('hex');
  const table = session.table('schema_lock');
  const deadline = Date.now() + waitAtMostMs;
  while (!(await tryToTake(session, owner))) {
    if (Date.now() > deadline) throw lockUnavailable(session);
    await delay(tryEveryMs);
  }
  return {
    async renew() {
      const query = `UPDATE ${table} USING TTL ${lockSeconds} SET owner = ? WHERE name = ? IF owner = ?`;
      const row = await decide(session, { query, params: [owner, lockName, owner] });
      if (row.get('[applied]') !== true) throw lockUnavailable(session);
    },
    async release() {
      await decide(session, { query: `DELETE FROM ${table} WHERE name = ? IF owner = ?`, params: [lockName, owner] });
    },
  };
}

/** An attempt of ours whose answer was lost counts: the row names us then. */
async function tryToTake(session: CassandraSession, owner: string): Promise<boolean> {
  const query = `INSERT INTO ${session.table('schema_lock')} (name, owner) VALUES (?, ?) IF NOT EXISTS USING TTL ${lockSeconds}`;
  const row = await decide(session, { query, params: [lockName, owner] });
  return row.get('[applied]') === true || row.get('owner') === owner;
}

/** A transaction that may or may not have been carried out is asked again; those of the lock end the same when they come twice. */
async function decide(session: CassandraSession, statement: Statement): Promise<Row> {
  const deadline = Date.now() + insistMs;
  for (;;) {
    try {
      return await session.compareAndSet(statement);
    } catch (error) {
      if (!(error instanceof Failure && error.retriable) || Date.now() > deadline) throw error;
    }
    await delay(tryEveryMs);
  }
}

function lockUnavailable({ settings }: CassandraSession): Failure {
  const message = `Another Kpoll server is changing the tables of the keyspace "${settings.keyspace}" in Cassandra and has not finished. Votes are safe in the log. Look at that server; this one tries again.`;
  return new Failure('history-unavailable', message, { retriable: true, retryAfterSeconds: 5 });
}
