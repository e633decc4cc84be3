import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { TestKeyspace } from './cassandra-world.ts';
import { openTestKeyspace } from './cassandra-world.ts';
import { ballot, poll } from './history-samples.ts';

let keyspace: TestKeyspace;
beforeEach(async () => void (keyspace = await openTestKeyspace()));
afterEach(() => keyspace?.remove());

const tableOf = (name: string) => `"${keyspace.options.settings.keyspace}".${name}`;
const forgetMigrations = () => keyspace.client.execute(`DELETE FROM ${tableOf('schema_migrations')} WHERE component = 'history'`);

async function versions(): Promise<unknown[]> {
  const { rows } = await keyspace.client.execute(`SELECT version, name FROM ${tableOf('schema_migrations')}`);
  return rows.map((row) => row.get('version') as unknown);
}

describe('the tables in Cassandra', () => {
  it('are awaited by a reader, who says what makes them', async () => {
    await expect(keyspace.openReader()).rejects.toMatchObject({
      code: 'history-unavailable',
      retriable: true,
      message: expect.stringMatching(/An ingest server with the role history makes it/) as string,
    });
  });

  it('are made once by servers that start at the same moment, and used by all of them', async () => {
    const servers = await Promise.all([keyspace.openHistory(), keyspace.openHistory(), keyspace.openHistory()]);
    expect(await versions()).toEqual([1]);
    for (const [index, server] of servers.entries()) await server.write({ polls: [poll(`p${index}`)] });
    expect(await (await keyspace.openReader()).listPolls()).toHaveLength(3);
  });

  it('of a newer Kpoll are left alone', async () => {
    await keyspace.openHistory();
    await keyspace.client.execute(`INSERT INTO ${tableOf('schema_migrations')} (component, version, name) VALUES ('history', 99, 'x')`);
    const newer = { code: 'newer-format', message: expect.stringMatching(/version 99.*newer Kpoll.*knows version 1/s) as string };
    await expect(keyspace.openReader()).rejects.toMatchObject(newer);
    await expect(keyspace.openHistory()).rejects.toMatchObject(newer);
    expect(await versions()).toEqual([1, 99]);
  });

  it('are finished when a server was killed halfway, once its lock has run out', async () => {
    const store = await keyspace.openHistory();
    await store.write({ ballots: [ballot({})] });
    await keyspace.client.execute(`DROP TABLE ${tableOf('partials')}`);
    await forgetMigrations();
    await keyspace.client.execute(
      `INSERT INTO ${tableOf('schema_lock')} (name, owner) VALUES ('migrations', 'killed') IF NOT EXISTS USING TTL 3`,
    );
    const started = Date.now();
    const next = await keyspace.openHistory();
    expect(Date.now() - started).toBeGreaterThan(1_500);
    expect(await versions()).toEqual([1]);
    expect(await next.readPartials({ pollId: 'p1', run: 1 })).toEqual([]);
    expect(await next.countBallots({ pollId: 'p1', run: 1 })).toBe(1);
  });

  it('go into a keyspace that an operator has made, whose replication stays', async () => {
    const { keyspace: name } = keyspace.options.settings;
    await keyspace.client.execute(`CREATE KEYSPACE "${name}" WITH replication = {'class': 'SimpleStrategy', 'replication_factor': 1}`);
    await keyspace.openHistory();
    const query = 'SELECT replication FROM system_schema.keyspaces WHERE keyspace_name = ?';
    const { rows } = await keyspace.client.execute(query, [name], { prepare: true });
    expect(rows[0]?.get('replication')).toMatchObject({ class: expect.stringMatching(/SimpleStrategy$/) as string });
  });

  it('leave no lock behind', async () => {
    await keyspace.openHistory();
    expect((await keyspace.client.execute(`SELECT * FROM ${tableOf('schema_lock')}`)).rowLength).toBe(0);
  });
});
