import { readFile } from 'node:fs/promises';
import type { ClientOptions, Host } from 'cassandra-driver';
import { auth, Client, policies, types } from 'cassandra-driver';
import type { CassandraSettings, TlsSettings } from '../../core/domain/cluster-settings.ts';
import type { NodeStatus } from '../../core/domain/cluster-status.ts';
import { Failure, messageOf } from '../../core/domain/failure.ts';
import { toCassandraFailure } from './cassandra-failure.ts';
import type { CassandraOptions } from './cassandra-options.ts';
import { NextNodeRetryPolicy, speculateOnShortReads } from './request-policies.ts';

const connectTimeoutMs = 5_000;
const requestTimeoutMs = 8_000;
const schemaTimeoutMs = 60_000;
const reconnectMs = { first: 250, most: 4_000 } as const;
const rowsPerPage = 2_000;

const consistencyOf: Readonly<Record<CassandraSettings['consistency'], types.consistencies>> = {
  ONE: types.consistencies.one,
  LOCAL_ONE: types.consistencies.localOne,
  LOCAL_QUORUM: types.consistencies.localQuorum,
  QUORUM: types.consistencies.quorum,
  ALL: types.consistencies.all,
};

export interface Statement {
  readonly query: string;
  readonly params: readonly unknown[];
}

export type Row = types.Row;

/** A connection to the cluster in our words. Errors of the driver come out as Failures. Everything sent is idempotent and prepared. */
export interface CassandraSession {
  readonly settings: CassandraSettings;
  /** The full name of a table, for statements. */
  table(name: string): string;
  /** Every row, page by page. */
  pages(statement: Statement): AsyncGenerator<readonly Row[]>;
  rows(statement: Statement): Promise<Row[]>;
  write(statement: Statement): Promise<void>;
  /** In one go; all rows must share one table and one Cassandra partition, as only then it is one write for the node. */
  writeTogether(statements: readonly Statement[]): Promise<void>;
  /** A lightweight transaction. Its row has `[applied]` and, if not applied, what was there instead. */
  compareAndSet(statement: Statement): Promise<Row>;
  /** Resolves when all reachable nodes know the new schema. */
  changeSchema(query: string): Promise<void>;
  nodes(): readonly NodeStatus[];
  stop(): Promise<void>;
}

/** Connects. Rejects with a Failure that names address and setting when that cannot be done. */
export async function openSession({ settings, password, onWarning }: CassandraOptions): Promise<CassandraSession> {
  const client = new Client(await clientOptionsOf(settings, password));
  try {
    await client.connect();
  } catch (error) {
    await client.shutdown();
    throw toCassandraFailure(error, settings);
  }
  client.on('hostDown', ({ address }: NodeStatus) => onWarning(`The Cassandra node ${address} does not answer; the others are asked.`));
  client.on('hostUp', ({ address }: NodeStatus) => onWarning(`The Cassandra node ${address} answers again.`));
  return sessionOn(client, settings);
}

function sessionOn(client: Client, settings: CassandraSettings): CassandraSession {
  const usual = { prepare: true, isIdempotent: true, logged: false, autoPage: false, fetchSize: rowsPerPage };
  async function translating<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      throw toCassandraFailure(error, settings);
    }
  }
  async function* pages({ query, params }: Statement): AsyncGenerator<readonly Row[]> {
    let pageState: string | undefined;
    do {
      const from = pageState === undefined ? usual : { ...usual, pageState };
      const page = await translating(() => client.execute(query, [...params], from));
      yield page.rows;
      pageState = page.pageState ?? undefined;
    } while (pageState !== undefined);
  }
  return {
    settings,
    table: (name) => `"${settings.keyspace}".${name}`,
    pages,
    async rows(statement) {
      const found: Row[] = [];
      for await (const page of pages(statement)) for (const row of page) found.push(row);
      return found;
    },
    write: ({ query, params }) =>
      translating(async () => {
        await client.execute(query, [...params], usual);
      }),
    writeTogether: (statements) =>
      translating(async () => {
        await client.batch([...statements], usual);
      }),
    compareAndSet: ({ query, params }) =>
      translating(async () => {
        const agreed = { ...usual, consistency: types.consistencies.localQuorum, serialConsistency: types.consistencies.localSerial };
        return (await client.execute(query, [...params], agreed)).first();
      }),
    changeSchema: (query) => translating(() => changeSchema(client, query, settings)),
    nodes: () => client.hosts.values().map(toNodeStatus),
    stop: () => client.shutdown(),
  };
}

async function changeSchema(client: Client, query: string, settings: CassandraSettings): Promise<void> {
  const { info } = await client.execute(query, [], { isIdempotent: true, readTimeout: schemaTimeoutMs });
  if ((info as { readonly isSchemaInAgreement?: boolean }).isSchemaInAgreement !== false) return;
  const message = `The nodes of Cassandra do not agree on the tables of the keyspace "${settings.keyspace}" yet. No vote is touched by this. Check that all its nodes are up.`;
  throw new Failure('history-unavailable', message, { retriable: true });
}

function toNodeStatus(host: Host): NodeStatus {
  return { address: host.address, up: host.isUp(), version: host.cassandraVersion, dataCenter: host.datacenter };
}

async function clientOptionsOf(
  settings: CassandraSettings,
  password: string | undefined,
): Promise<ClientOptions & { monitorReporting: object }> {
  const { contactPoints, port, localDataCenter, username, tls, consistency } = settings;
  return {
    contactPoints: [...contactPoints],
    protocolOptions: { port, maxSchemaAgreementWaitSeconds: 30 },
    ...(username === null ? {} : { authProvider: new auth.PlainTextAuthProvider(username, password ?? '') }),
    ...(tls === null ? {} : { sslOptions: await tlsOptionsOf(tls) }),
    // Replicas first, then the other nodes of this data center; never another data center behind the operator's back. The name
    // stands here alone: where the driver's own option is wrong, it leaves a connection open (4.10).
    policies: {
      loadBalancing: new policies.loadBalancing.TokenAwarePolicy(new policies.loadBalancing.DCAwareRoundRobinPolicy(localDataCenter)),
      reconnection: new policies.reconnection.ExponentialReconnectionPolicy(reconnectMs.first, reconnectMs.most, false),
      retry: new NextNodeRetryPolicy(),
      speculativeExecution: speculateOnShortReads(),
    },
    pooling: { coreConnectionsPerHost: { [types.distance.local]: 2, [types.distance.remote]: 1 }, heartBeatInterval: 5_000 },
    queryOptions: { consistency: consistencyOf[consistency] },
    socketOptions: { connectTimeout: connectTimeoutMs, readTimeout: requestTimeoutMs },
    encoding: { useBigIntAsLong: true },
    // Tells a vendor's nodes about the application; nothing of that kind leaves Kpoll.
    monitorReporting: { enabled: false },
  };
}

async function tlsOptionsOf({ caFile, serverName }: TlsSettings) {
  const server = { rejectUnauthorized: true, ...(serverName === undefined ? {} : { servername: serverName }) };
  if (caFile === undefined) return server;
  try {
    return { ...server, ca: [await readFile(caFile)] };
  } catch (error) {
    const message = `The file with Cassandra's certificate authority cannot be read (${messageOf(error)}). No vote is touched by this. Correct "CA file" in the settings of Cassandra.`;
    throw new Failure('settings-invalid', message, { cause: error });
  }
}
