import { createHash } from 'node:crypto';
import { Failure } from '../../../core/domain/failure.ts';
import { addressOf, isMissingTable } from '../cassandra-failure.ts';
import type { CassandraSession } from '../cassandra-session.ts';
import { takeMigrationLock } from './migration-lock.ts';
import { historyMigrations } from './migrations.ts';

const component = 'history';
const knownVersion = historyMigrations.length;

/** Makes the keyspace and its tables as far as they are missing; one process at a time, others wait for it. */
export async function prepareSchema(session: CassandraSession, replication: number): Promise<void> {
  if ((await readVersion(session)) >= knownVersion) return;
  await createKeyspace(session, replication);
  await createLockTables(session);
  const lock = await takeMigrationLock(session);
  try {
    const version = await readVersion(session);
    for (const migration of historyMigrations.slice(version)) {
      for (const statement of migration.statements(session.table)) {
        await lock.renew();
        await session.changeSchema(statement);
      }
      await session.write({
        query: `INSERT INTO ${session.table('schema_migrations')} (component, version, name, applied_at) VALUES (?, ?, ?, ?)`,
        params: [component, migration.version, migration.name, new Date()],
      });
    }
  } finally {
    await lock.release();
  }
}

/** For those who only read: rejects while the tables are not there, or are older than this program. */
export async function expectSchema(session: CassandraSession): Promise<void> {
  const { keyspace } = session.settings;
  const version = await readVersion(session);
  if (version >= knownVersion) return;
  const found = version === 0 ? `has no history in the keyspace "${keyspace}" yet` : `has an older history in the keyspace "${keyspace}"`;
  const message = `Cassandra at ${addressOf(session.settings)} ${found}. Votes in the log are safe. An ingest server with the role history makes it; check also "Keyspace" in the settings of Cassandra.`;
  throw new Failure('history-unavailable', message, { retriable: true, retryAfterSeconds: 2 });
}

/** The last migration that was carried out, 0 without any. Rejects with `newer-format` when this program does not know it. */
async function readVersion(session: CassandraSession): Promise<number> {
  const { keyspace } = session.settings;
  const table = await session.rows({
    query: 'SELECT table_name FROM system_schema.tables WHERE keyspace_name = ? AND table_name = ?',
    params: [keyspace, 'schema_migrations'],
  });
  if (table.length === 0) return 0;
  const query = `SELECT version FROM ${session.table('schema_migrations')} WHERE component = ?`;
  const rows = await session.rows({ query, params: [component] }).catch((error: unknown) => {
    if (isMissingTable(error)) return [];
    throw error;
  });
  const version = Math.max(0, ...rows.map((row) => row.get('version') as number));
  if (version <= knownVersion) return version;
  const message = `The history in Cassandra (keyspace "${keyspace}", version ${version}) was made by a newer Kpoll; this one knows version ${knownVersion}. Nothing was changed, votes are safe. Update this Kpoll, or change "Keyspace" in the settings of Cassandra.`;
  throw new Failure('newer-format', message);
}

async function createKeyspace(session: CassandraSession, replication: number): Promise<void> {
  const { keyspace, localDataCenter } = session.settings;
  const found = await session.rows({
    query: 'SELECT keyspace_name FROM system_schema.keyspaces WHERE keyspace_name = ?',
    params: [keyspace],
  });
  // One that an operator has made is left as it is, and needs no permission to make keyspaces.
  if (found.length > 0) return;
  const dataCenter = localDataCenter.split("'").join("''");
  await session.changeSchema(
    `CREATE KEYSPACE IF NOT EXISTS "${keyspace}" WITH replication = {'class': 'NetworkTopologyStrategy', '${dataCenter}': ${replication}}`,
  );
}

/**
 * What the lock itself needs. Servers may start at the same moment, before there is a lock: these tables have fixed ids, so that
 * two nodes that make them at once make the same.
 */
async function createLockTables(session: CassandraSession): Promise<void> {
  const { keyspace } = session.settings;
  await session.changeSchema(
    `CREATE TABLE IF NOT EXISTS ${session.table('schema_lock')} (name text PRIMARY KEY, owner text)
       WITH id = ${tableId(keyspace, 'schema_lock')}`,
  );
  await session.changeSchema(
    `CREATE TABLE IF NOT EXISTS ${session.table('schema_migrations')} (component text, version int, name text, applied_at timestamp,
       PRIMARY KEY ((component), version)) WITH id = ${tableId(keyspace, 'schema_migrations')}`,
  );
}

/** A UUID of version 5 that follows from the names; ids are unique in the whole cluster. */
function tableId(keyspace: string, table: string): string {
  const hex = createHash('sha1').update(`kpoll ${keyspace} ${table}`).digest('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-5${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}
