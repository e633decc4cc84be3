import { randomBytes } from 'node:crypto';
import { Client } from 'cassandra-driver';
import type { CassandraSettings } from '../../core/domain/cluster-settings.ts';
import { cassandraSettingsSchema } from '../../core/domain/cluster-settings.ts';
import type { CassandraHistory, CassandraHistoryReader, CassandraOptions } from '../../engines/cassandra/cassandra-history-store.ts';
import { openCassandraHistory, openCassandraHistoryReader } from '../../engines/cassandra/cassandra-history-store.ts';
import type { HistoryWorld } from './history-store-suite.ts';

/** A keyspace of a test's own on the node that `npm test` starts, and a plain connection to look at it. */
export interface TestKeyspace {
  readonly options: CassandraOptions;
  readonly client: Client;
  openHistory(): Promise<CassandraHistory>;
  openReader(): Promise<CassandraHistoryReader>;
  /** Empties the tables. */
  clear(): Promise<void>;
  /** Stops what was opened and removes the keyspace. */
  remove(): Promise<void>;
}

export function testSettings(changes: Partial<CassandraSettings> = {}): CassandraSettings {
  const address = process.env['KPOLL_TEST_CASSANDRA'];
  if (address === undefined) {
    throw new Error(
      'These tests need a real Cassandra: set KPOLL_TEST_CASSANDRA=host:port to a node of the data center datacenter1 (npm test does).',
    );
  }
  const [host, port] = [address.slice(0, address.lastIndexOf(':')), Number(address.slice(address.lastIndexOf(':') + 1))];
  const keyspace = `kpoll_test_${randomBytes(6).toString('hex')}`;
  return cassandraSettingsSchema.parse({ contactPoints: [host], port, localDataCenter: 'datacenter1', keyspace, ...changes });
}

/** Nothing is made yet but the connection. */
export async function openTestKeyspace(): Promise<TestKeyspace> {
  const settings = testSettings();
  const { contactPoints, port, localDataCenter, keyspace } = settings;
  const client = new Client({ contactPoints, protocolOptions: { port }, localDataCenter, queryOptions: { prepare: false } });
  await client.connect();
  const options = { settings, password: undefined, onWarning: () => undefined };
  const opened = new Set<CassandraHistoryReader>();
  function keep<T extends CassandraHistoryReader>(reader: T): T {
    opened.add(reader);
    return reader;
  }
  return {
    options,
    client,
    openHistory: async () => keep(await openCassandraHistory({ ...options, replication: 1 })),
    openReader: async () => keep(await openCassandraHistoryReader(options)),
    clear: () => clearTables(client, keyspace),
    async remove() {
      for (const reader of opened) await reader.stop();
      await client.execute(`DROP KEYSPACE IF EXISTS "${keyspace}"`, [], { readTimeout: 60_000 });
      await client.shutdown();
    },
  };
}

/** Truncating takes its time, also where there is nothing. */
async function clearTables(client: Client, keyspace: string): Promise<void> {
  const found = await client.execute('SELECT table_name FROM system_schema.tables WHERE keyspace_name = ?', [keyspace], { prepare: true });
  const tables = found.rows.map((row) => row.get('table_name') as string).filter((name) => !name.startsWith('schema_'));
  for (const table of tables) {
    const { rowLength } = await client.execute(`SELECT * FROM "${keyspace}".${table} LIMIT 1`);
    if (rowLength > 0) await client.execute(`TRUNCATE "${keyspace}".${table}`, [], { readTimeout: 60_000 });
  }
}

/** A history in a keyspace that is kept from test to test: making one takes seconds. */
export async function createCassandraWorld(keyspace: TestKeyspace): Promise<HistoryWorld> {
  await keyspace.clear();
  let store = await keyspace.openHistory();
  return {
    store,
    openReader: keyspace.openReader,
    async restart() {
      await store.stop();
      store = await keyspace.openHistory();
      return store;
    },
    remove: () => store.stop(),
  };
}
