import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { afterAll, describe, expect, it } from 'vitest';
import { cassandraSettings } from '../../../build/cluster/cassandra.mjs';
import { serverProperties } from '../../../build/cluster/kafka-properties.mjs';
import { choosePortBase, portsFrom } from '../../../build/cluster/ports.mjs';
import { identify, observe, send, waitForEnd } from '../../../build/cluster/process-table.mjs';
import type { ClusterState, Program } from '../../../build/cluster/state-file.mjs';
import { readState, updateProgram, writeState } from '../../../build/cluster/state-file.mjs';

const folder = mkdtempSync(join(tmpdir(), 'kpoll-cluster-unit-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const program = (kind: Program['kind'], number: number): Program => ({
  ...{ name: `${kind}-${number}`, kind, number, process: null, startedAt: null },
  address: kind === 'kafka' ? `127.0.0.1:${21_000 + number - 1}` : `127.0.0.${number}:21006`,
});

function stateOf(size: 1 | 3, secured = false): ClusterState {
  const numbers = size === 1 ? [1] : [1, 2, 3];
  const programs = (['kafka', 'cassandra'] as const).flatMap((kind) => numbers.map((number) => program(kind, number)));
  return { v: 1, brokers: size, nodes: size, secured, kafkaVersion: '4.3.1', kafkaClusterId: 'k', portBase: 21_000, programs };
}

function propertiesOf(state: ClusterState, number: number): Map<string, string> {
  const lines = serverProperties(state, program('kafka', number), '/data').trim().split('\n');
  return new Map(lines.map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]));
}

describe('settings of Kafka', () => {
  it('keep three copies of everything, of which two must hold a record, where there are three brokers', () => {
    const three = propertiesOf(stateOf(3), 2);
    expect(three.get('controller.quorum.voters')).toBe('1@127.0.0.1:21003,2@127.0.0.1:21004,3@127.0.0.1:21005');
    expect(three.get('listeners')).toBe('CLIENT://127.0.0.1:21001,CONTROLLER://127.0.0.1:21004');
    for (const name of ['default', 'offsets.topic', 'transaction.state.log', 'share.coordinator.state.topic']) {
      expect(three.get(`${name}.replication.factor`)).toBe('3');
    }
    expect(three.get('min.insync.replicas')).toBe('2');
    expect(propertiesOf(stateOf(1), 1).get('min.insync.replicas')).toBe('1');
  });

  it('refuse whom no rule names, where the cluster is secured', () => {
    const secured = propertiesOf(stateOf(1, true), 1);
    expect(secured.get('listener.security.protocol.map')).toBe('CLIENT:SASL_PLAINTEXT,CONTROLLER:SASL_PLAINTEXT');
    expect(secured.get('allow.everyone.if.no.acl.found')).toBe('false');
    expect(secured.get('super.users')).toBe('User:kpoll_admin');
  });

  it('listen on this computer alone', () => {
    for (const [name, value] of propertiesOf(stateOf(3), 3)) if (name.includes('listeners')) expect(value).not.toMatch(/\/\/(?!127\.)/);
  });
});

describe('settings of Cassandra', () => {
  it('have an acknowledged write on disk', () => {
    const settings = cassandraSettings(stateOf(1), program('cassandra', 1), '/data');
    expect(settings).toMatchObject({ commitlog_sync: 'group', commitlog_sync_group_window: '5ms' });
  });

  it('part the ring evenly and let every node find the others', () => {
    const nodes = [1, 2, 3].map((number) => cassandraSettings(stateOf(3), program('cassandra', number), '/data'));
    const tokens = nodes.map(({ initial_token }) => BigInt(initial_token));
    const third = 2n ** 64n / 3n;
    expect(tokens.map((token) => token - (tokens[0] ?? 0n))).toEqual([0n, third, 2n * third]);
    expect(nodes.map(({ listen_address }) => listen_address)).toEqual(['127.0.0.1', '127.0.0.2', '127.0.0.3']);
    expect(nodes[2]?.seed_provider[0]?.parameters[0]?.seeds).toBe('127.0.0.1:21007,127.0.0.2:21007,127.0.0.3:21007');
  });
});

describe('ports', () => {
  it('are never given to two programs', () => {
    const { kafka, controller, cassandra, storage } = portsFrom(21_000);
    const all = [...[1, 2, 3].flatMap((number) => [kafka(number), controller(number)]), cassandra, storage];
    expect(new Set(all).size).toBe(all.length);
  });

  it('that are taken are refused with a sentence', async () => {
    const base = await choosePortBase({ nodes: 1 });
    const server = createServer().listen(base + 1, '127.0.0.1');
    await once(server, 'listening');
    await expect(choosePortBase({ nodes: 1, wanted: base })).rejects.toThrow(`127.0.0.1:${base + 1} is taken`);
    server.close();
  });
});

// The local cluster does not run on Windows.
describe.skipIf(process.platform === 'win32')('processes', () => {
  it('are known by their id and their birth together', async () => {
    const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'ignore' });
    await once(child, 'spawn');
    const id = identify(Number(child.pid));
    expect(observe(id)).toMatchObject({ paused: false });
    const another = { ...id, bornAt: 'before' };
    expect(observe(another)).toBeUndefined();
    send(another, 'SIGKILL');
    expect(observe(id)).toBeDefined();
    send(id, 'SIGKILL');
    expect(await waitForEnd(id, 10_000)).toBe(true);
  });
});

describe('the state file', () => {
  it('changes one program and keeps the others', () => {
    const data = join(folder, 'one');
    expect(readState(data)).toBeUndefined();
    writeState(data, stateOf(3));
    updateProgram(data, 'kafka-2', { process: { pid: 7, bornAt: '1' }, startedAt: '2026-01-01T00:00:00.000Z' });
    const changed = readState(data)?.programs.filter((each) => each.process !== null);
    expect(changed?.map(({ name }) => name)).toEqual(['kafka-2']);
    expect(readState(data)?.programs).toHaveLength(6);
  });
});
