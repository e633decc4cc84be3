import { describe, expect, it } from 'vitest';
import type { LogStatus } from '../../../../core/domain/cluster-status.ts';
import { createClusterStatus } from '../../../../main/connection/cluster-status.ts';
import type { ConnectionState } from '../../../../main/connection/connection.ts';

const status: LogStatus = {
  brokers: [1, 2].map((id) => ({ id, address: `kafka-${id}:9092`, up: true, controller: id === 1 })),
  partitions: [{ topic: 'kpoll.votes', partition: 0, leader: 1, replicas: 2, inSync: 2, end: 7 }],
};
const node = { address: 'cassandra-1:9042', up: true, version: '5.0.9', dataCenter: 'dc1' };

function makeWorld() {
  const world = { asked: 0, answer: async (): Promise<LogStatus> => status, state: { state: 'up', message: null } as ConnectionState };
  const log = {
    status: () => {
      world.asked += 1;
      return world.answer();
    },
  };
  const read = createClusterStatus({
    log: { opened: Promise.resolve(log), state: () => world.state },
    history: { opened: Promise.resolve({ nodes: async () => [node] }), state: () => ({ state: 'up', message: null }) },
    author: { problem: () => null },
    patienceMs: 20,
  });
  return { world, read };
}

describe('the status of a cluster', () => {
  it('keeps what brokers last said, as down, while they do not answer', async () => {
    const { world, read } = makeWorld();
    expect(await read()).toEqual({ problems: [], ...status, nodes: [node] });
    world.answer = () => new Promise(() => undefined);
    const { problems, brokers, partitions, nodes } = await read();
    expect(brokers).toEqual(status.brokers.map((broker) => ({ ...broker, up: false })));
    expect(partitions).toEqual(status.partitions);
    expect(nodes).toEqual([node]);
    expect(problems).toMatchObject([
      /^Kafka cannot be asked just now: it took longer than 0\.02 s; what is shown of it is what it last said/,
    ]);
  });

  it('shows nobody as up who cannot be connected to any more', async () => {
    const { world, read } = makeWorld();
    await read();
    world.state = { state: 'failed', message: 'No broker answers.' };
    expect(await read()).toMatchObject({ problems: ['No broker answers.'], brokers: [{ up: false }, { up: false }] });
  });

  it('does not ask again while a question is open, and takes its late answer', async () => {
    const { world, read } = makeWorld();
    let answer: (status: LogStatus) => void = () => undefined;
    world.answer = () => new Promise((resolve) => (answer = resolve));
    expect((await read()).brokers).toEqual([]);
    expect((await read()).problems).toHaveLength(1);
    expect(world.asked).toBe(1);
    const third = read();
    answer(status);
    expect(await third).toMatchObject({ problems: [], brokers: status.brokers });
    world.answer = async () => status;
    await read();
    expect(world.asked).toBe(2);
  });
});
