import type { Socket } from 'node:net';
import { connect, createServer } from 'node:net';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import type { CassandraSettings } from '../../core/domain/cluster-settings.ts';
import type { CassandraOptions } from '../../engines/cassandra/cassandra-history-store.ts';
import { openCassandraHistory, openCassandraHistoryReader } from '../../engines/cassandra/cassandra-history-store.ts';
import type { TestKeyspace } from './cassandra-world.ts';
import { openTestKeyspace, testSettings } from './cassandra-world.ts';
import { ballot } from './history-samples.ts';

const stops: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const stop of stops.splice(0).reverse()) await stop();
});

function withSettings(changes: Partial<CassandraSettings>, onWarning: CassandraOptions['onWarning'] = () => undefined): CassandraOptions {
  return { settings: { ...testSettings(), ...changes }, password: undefined, onWarning };
}

function saying(pattern: RegExp) {
  return expect.stringMatching(pattern) as string;
}

/** A door in front of the node that can be shut, which also cuts off those who have come through. */
async function openDoor(port: number) {
  const sockets = new Set<Socket>();
  let shut = false;
  const server = createServer((socket) => {
    if (shut) return void socket.destroy();
    const node = connect(port, '127.0.0.1');
    for (const [from, to] of [
      [socket, node],
      [node, socket],
    ] as const) {
      sockets.add(from);
      from.pipe(to);
      from.on('error', () => to.destroy()).on('close', () => to.destroy());
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const cut = () => {
    for (const socket of sockets) socket.destroy();
  };
  stops.push(async () => {
    cut();
    await new Promise((resolve) => server.close(resolve));
  });
  const address = server.address();
  return {
    port: typeof address === 'object' && address !== null ? address.port : 0,
    shut() {
      shut = true;
      cut();
    },
    open: () => void (shut = false),
  };
}

describe('a connection to Cassandra', () => {
  let keyspace: TestKeyspace;
  beforeAll(async () => {
    keyspace = await openTestKeyspace();
    await (await keyspace.openHistory()).stop();
  });
  afterAll(() => keyspace?.remove());

  it('that nobody answers says where it was tried', async () => {
    await expect(openCassandraHistoryReader(withSettings({ port: 1 }))).rejects.toMatchObject({
      code: 'history-unavailable',
      retriable: true,
      message: saying(/127\.0\.0\.1:1 .*"Contact points"/s),
    });
    const unknown = withSettings({ contactPoints: ['nobody.invalid'] });
    await expect(openCassandraHistoryReader(unknown)).rejects.toMatchObject({
      code: 'history-unavailable',
      message: saying(/nobody\.invalid/),
    });
  });

  it('to something else that says nothing is given up', async () => {
    const server = createServer((socket) => void socket.on('error', () => undefined).resume());
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const address = server.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    await expect(openCassandraHistoryReader(withSettings({ port }))).rejects.toMatchObject({
      code: 'history-unavailable',
      retriable: true,
    });
    await new Promise((resolve) => server.close(resolve));
  }, 30_000);

  it('with a wrong data center names those that were seen', async () => {
    const wrong = withSettings({ localDataCenter: 'elsewhere' });
    await expect(openCassandraHistory({ ...wrong, replication: 1 })).rejects.toMatchObject({
      code: 'settings-invalid',
      message: saying(/no data center "elsewhere".*datacenter1.*"Data center"/s),
    });
  });

  it('with an authority file that is not there says so', async () => {
    const wrong = withSettings({ tls: { caFile: '/nowhere/ca.pem' } });
    await expect(openCassandraHistoryReader(wrong)).rejects.toMatchObject({ code: 'settings-invalid', message: saying(/"CA file"/) });
  });

  it('shows the nodes', async () => {
    const reader = await keyspace.openReader();
    const { contactPoints, port } = keyspace.options.settings;
    const [node, ...others] = await reader.nodes();
    expect(others).toEqual([]);
    expect(node).toEqual({ address: `${contactPoints[0]}:${port}`, up: true, version: saying(/^\d+\.\d+/), dataCenter: 'datacenter1' });
  });

  it('that breaks fails writes without moving positions, and heals by itself', async () => {
    const door = await openDoor(keyspace.options.settings.port);
    const warnings: string[] = [];
    const settings = { ...keyspace.options.settings, port: door.port };
    const store = await openCassandraHistory({ settings, password: undefined, onWarning: (text) => warnings.push(text), replication: 1 });
    stops.push(() => store.stop());
    const batch = (offset: number) => ({
      ballots: [ballot({ voterId: `v${offset}` })],
      positions: [{ topic: 'votes' as const, partition: 0, offset }],
    });
    await store.write(batch(1));
    door.shut();
    await expect(store.write(batch(2))).rejects.toMatchObject({
      code: 'history-unavailable',
      retriable: true,
      message: saying(/Votes are safe/),
    });
    expect((await store.nodes()).map(({ up }) => up)).toEqual([false]);
    const reader = await keyspace.openReader();
    const position = async () => (await (await keyspace.openHistory()).readPositions('votes')).map(({ offset }) => offset);
    expect(await position()).toEqual([1]);
    door.open();
    await vi.waitFor(() => store.write(batch(2)), { timeout: 60_000, interval: 200 });
    expect(await position()).toEqual([2]);
    expect(await reader.countBallots({ pollId: 'p1', run: 1 })).toBe(2);
    await vi.waitFor(() => expect(warnings).toEqual([saying(/does not answer/), saying(/answers again/)]), 60_000);
  });
});
