import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { BrokerLinks } from '../../../../engines/kafka/broker-links.ts';
import { readStatus } from '../../../../engines/kafka/kafka-status.ts';
import type { BrokerConnection, KafkaRequest } from '../../../../engines/kafka/kafka-transport.ts';
import type { KafkaTopics } from '../../../../engines/kafka/kafka-topics.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const topics: KafkaTopics = { nameOf: (topic) => `kpoll.${topic}`, countOf: () => 1, idOf: () => 'id' };
const brokers = [1, 2].map((id) => ({ id, host: `kafka-${id}`, port: 9092 }));
const silence = new Promise<never>(() => undefined);

/** Brokers 1 and 2 are in the metadata, broker 3 holds copies only. */
function linksTo(connect: (broker: number) => Promise<BrokerConnection>) {
  const dropped: number[] = [];
  const partition = { partition: 0, leader: 1, replicas: [1, 2, 3], inSync: [1] };
  const links: BrokerLinks = {
    metadata: async (names) => ({
      brokers,
      controller: 2,
      topics: names.map((name) => ({ name, code: 0, id: name, partitions: [partition], operations: 0 })),
    }),
    to: connect,
    drop: (broker) => void dropped.push(broker),
    brokers: () => brokers,
    close: () => undefined,
  };
  return { links, dropped };
}

/** Takes every request; knows no ends and no controller. */
const well: BrokerConnection = {
  send: async <T>({ apiName }: KafkaRequest<T>) => (apiName === 'ListOffsets' ? [] : undefined) as T,
  kill: () => undefined,
};

it('waits a moment for a broker that says nothing, and shows one that only holds copies', async () => {
  const { links, dropped } = linksTo(async (broker) => (broker === 2 ? { send: () => silence, kill: () => undefined } : well));
  const reading = readStatus({ links, topics, brokers: 'kafka-1:9092' });
  await vi.advanceTimersByTimeAsync(1_500);
  expect((await reading).brokers).toEqual([
    { id: 1, address: 'kafka-1:9092', up: true, controller: false },
    { id: 2, address: 'kafka-2:9092', up: false, controller: false },
    { id: 3, address: 'broker 3', up: false, controller: false },
  ]);
  expect(dropped).toEqual([2]);
});

it('asks all brokers at the same time', async () => {
  const { links, dropped } = linksTo(() => silence);
  const reading = readStatus({ links, topics, brokers: 'kafka-1:9092' });
  await vi.advanceTimersByTimeAsync(1_500);
  expect((await reading).brokers.map(({ up }) => up)).toEqual([false, false, false]);
  expect(dropped).toEqual([1, 2]);
});

it('does not wait where a broker refuses', async () => {
  const { links } = linksTo(async (broker) => (broker === 1 ? well : Promise.reject(new Error('ECONNREFUSED'))));
  expect((await readStatus({ links, topics, brokers: 'kafka-1:9092' })).brokers.map(({ up }) => up)).toEqual([true, false, false]);
  expect(vi.getTimerCount()).toBe(0);
});
