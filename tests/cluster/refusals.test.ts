import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'cassandra-driver';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Cluster } from '../../build/cluster/cluster.mjs';
import { startCluster } from '../../build/cluster/cluster.mjs';
import type { ProfileInput } from '../../core/contract/bridge.ts';
import { cassandraSettingsSchema, kafkaSettingsSchema } from '../../core/domain/cluster-settings.ts';
import type { Dashboard } from '../integration/desktop/dashboard-client.ts';
import { startDashboard } from '../integration/desktop/dashboard-client.ts';
import { startIngest } from '../integration/ingest-process.ts';

/** A cluster of its own that asks for names and passwords. */
let cluster: Cluster;
let folder: string;
beforeAll(async () => {
  cluster = await startCluster({ temporary: true, secured: true });
  folder = mkdtempSync(join(tmpdir(), 'kpoll-refusals-'));
}, 240_000);
afterAll(async () => {
  await cluster.stop();
  rmSync(folder, { recursive: true, force: true });
});

type Flags = Readonly<Record<string, string>>;

function userOf(role: 'admin' | 'ingest' | 'desktop' | 'outsider') {
  const user = cluster.users?.[role];
  if (user === undefined) throw new Error('the cluster has no users');
  return user;
}

function passwordFile(password: string): string {
  const file = join(folder, `password-${Math.random()}`);
  writeFileSync(file, password);
  return file;
}

/** Flags with which an ingest server starts on this cluster. */
function goodFlags(): Flags {
  const { name, password } = userOf('ingest');
  return {
    ...{ brokers: cluster.brokers.join(','), 'topic-prefix': 'kpoll.', 'kafka-sasl': 'scram-sha-256', 'kafka-username': name },
    ...{ 'contact-points': cluster.contactPoints.join(','), 'cassandra-port': String(cluster.cassandraPort), keyspace: 'kpoll_refusals' },
    ...{
      'data-center': cluster.dataCenter,
      'cassandra-username': name,
      'key-ring': join(folder, 'ring.json'),
      'author-token-file': passwordFile('x'.repeat(20)),
      roles: 'http,history,tally',
    },
    ...{ 'kafka-password-file': passwordFile(password), 'cassandra-password-file': passwordFile(password) },
  };
}

const argsOf = (flags: Flags) => Object.entries(flags).flatMap(([flag, value]) => [`--${flag}`, value]);
let folders = 0;
const newFolder = () => join(folder, `data-${(folders += 1)}`);

/** What a server says that cannot start. */
async function lastWords(change: Flags): Promise<string> {
  const args = ['out/ingest-server/server.js', '--data', newFolder(), '--port', '0', ...argsOf({ ...goodFlags(), ...change })];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'ignore', 'pipe'] });
  const said: string[] = [];
  child.stderr.on('data', (chunk: Buffer) => said.push(chunk.toString()));
  const [code] = (await once(child, 'close')) as [number | null];
  expect(code).toBe(1);
  return said.join('');
}

/** What a running server logs of its history role, which tries for ever. */
async function historyWords(change: Flags): Promise<string> {
  const server = await startIngest(newFolder(), argsOf({ ...goodFlags(), ...change, roles: 'history' }), passwordFile('x'));
  const said: string[] = [];
  server.child.stdout?.on('data', (chunk: Buffer) => said.push(chunk.toString()));
  await expect.poll(() => said.join(''), { timeout: 60_000 }).toMatch(/Cassandra/);
  await server.stop();
  return said.join('');
}

describe('an ingest server', () => {
  it('starts with the rights that operators are told to give, over SCRAM', async () => {
    const server = await startIngest(newFolder(), argsOf({ ...goodFlags(), 'kafka-sasl': 'scram-sha-512' }), passwordFile('x'.repeat(20)));
    expect((await fetch(`${server.url}/readyz`)).status).toBe(200);
    await server.stop();
  });

  it.each<[string, () => Flags, RegExp]>([
    ['a broker that is not there', () => ({ brokers: '127.0.0.1:9' }), /Kafka.*127\.0\.0\.1:9.*brokers/s],
    ['a wrong Kafka password', () => ({ 'kafka-password-file': passwordFile('wrong') }), /Kafka.*password/s],
    [
      'a user without rights to the topics',
      () => ({ 'kafka-username': userOf('outsider').name, 'kafka-password-file': passwordFile(userOf('outsider').password) }),
      /Kafka.*right to.*kpoll\./s,
    ],
  ])('does not start with %s, and names the part and the setting', async (_what, change, sentence) => {
    const said = await lastWords(change());
    expect(said).toMatch(sentence);
    expect(said).not.toContain('-password\n');
  });

  it.each<[string, () => Flags, RegExp]>([
    ['a node that is not there', () => ({ 'contact-points': '127.0.0.9' }), /Cassandra.*127\.0\.0\.9/s],
    ['a wrong Cassandra password', () => ({ 'cassandra-password-file': passwordFile('wrong') }), /Cassandra.*password/s],
    ['a data center that does not exist', () => ({ 'data-center': 'atlantis' }), /Cassandra.*atlantis.*datacenter1/s],
  ])('takes votes with %s, says so, and keeps trying', async (_what, change, sentence) => {
    expect(await historyWords(change())).toMatch(sentence);
  });

  it('does not write history into a schema of a newer version', async () => {
    const { name, password } = userOf('admin');
    const { contactPoints, dataCenter: localDataCenter, cassandraPort: port } = cluster;
    const client = new Client({ contactPoints, localDataCenter, protocolOptions: { port }, credentials: { username: name, password } });
    const server = await startIngest(newFolder(), argsOf({ ...goodFlags(), keyspace: 'kpoll_newer' }), passwordFile('x'.repeat(20)));
    await expect
      .poll(
        async () => (await client.execute("SELECT keyspace_name FROM system_schema.tables WHERE keyspace_name = 'kpoll_newer'")).rowLength,
        { timeout: 60_000 },
      )
      .toBeGreaterThan(5);
    await server.stop();
    await client.execute(
      "INSERT INTO kpoll_newer.schema_migrations (component, version, name, applied_at) VALUES ('history', 9999, 'of tomorrow', toTimestamp(now()))",
    );
    await client.shutdown();
    expect(await historyWords({ keyspace: 'kpoll_newer' })).toMatch(/Cassandra.*(newer|9999)/s);
  });
});

describe('a desktop', () => {
  let dashboard: Dashboard;
  let serverUrl: string;
  let stopServer: () => Promise<unknown>;
  beforeAll(async () => {
    const tokenFile = passwordFile('a-token-that-is-long-enough');
    const server = await startIngest(newFolder(), argsOf({ ...goodFlags(), 'author-token-file': tokenFile }), tokenFile);
    serverUrl = server.url;
    stopServer = server.stop;
    dashboard = await startDashboard(join(folder, 'desktop'));
  });
  afterAll(async () => {
    await dashboard.stop();
    await stopServer();
  });

  function input(): ProfileInput {
    const { name, password } = userOf('desktop');
    return {
      profile: {
        ...{ id: 'c', name: 'Cluster', kind: 'cluster', authorApi: serverUrl, joinUrl: serverUrl },
        kafka: kafkaSettingsSchema.parse({ brokers: cluster.brokers, sasl: { mechanism: 'scram-sha-512', username: name } }),
        cassandra: cassandraSettingsSchema.parse({
          ...{ contactPoints: cluster.contactPoints, port: cluster.cassandraPort, localDataCenter: cluster.dataCenter },
          ...{ keyspace: 'kpoll_refusals', username: name },
        }),
      },
      secrets: { kafkaPassword: password, cassandraPassword: password, authorToken: 'a-token-that-is-long-enough' },
    };
  }

  async function test(change: (good: ProfileInput) => ProfileInput) {
    const { parts } = await dashboard.call('profile:test', change(input()));
    return Object.fromEntries(parts.map(({ part, ok, message }) => [part, { ok, message }]));
  }

  it('tests a profile part by part', async () => {
    await expect
      .poll(async () => Object.values(await test((good) => good)).map(({ ok }) => ok), { timeout: 60_000 })
      .toEqual([true, true, true, true]);
    const parts = await test((good) => good);
    expect(parts['kafka']?.message).toMatch(/1 of 1 broker/);
    expect(parts['cassandra']?.message).toMatch(/Cassandra 5\.0\.9.*datacenter1/);
  });

  it('says which part is wrong and leaves the others alone', async () => {
    const wrong = await test((good) => ({
      ...good,
      secrets: { kafkaPassword: 'x', cassandraPassword: 'x', authorToken: 'wrong-but-long-enough' },
    }));
    expect(wrong).toMatchObject({
      kafka: { ok: false, message: expect.stringMatching(/password/) as string },
      cassandra: { ok: false, message: expect.stringMatching(/password/) as string },
      'author-api': { ok: false, message: expect.stringMatching(/token/) as string },
      join: { ok: true },
    });
  });

  it('stays usable on a profile that cannot connect, and goes back to another', async () => {
    const { profile } = input();
    if (profile.kind !== 'cluster') throw new Error('not a cluster profile');
    const broken = { ...profile, kafka: { ...profile.kafka, brokers: ['127.0.0.1:9'] } };
    await dashboard.call('profile:save', { ...input(), profile: broken, allowPlainText: true });
    await dashboard.call('profile:switch', { id: 'c' });
    await expect.poll(async () => (await dashboard.call('feed:read')).message, { timeout: 60_000 }).toMatch(/Kafka/);
    expect((await dashboard.call('profiles:list')).active).toBe('c');
    await dashboard.call('profile:switch', { id: 'this-computer' });
    await expect.poll(async () => (await dashboard.call('feed:read')).state, { timeout: 60_000 }).toBe('live');
  });
});
