import { connect } from 'node:net';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Failure } from '../../core/domain/failure.ts';
import type { RecordBatch, SubscribeOptions, Subscription } from '../../core/ports/event-log.ts';
import { createAppendQueue } from '../../engines/kafka/append-queue.ts';
import type { BrokerLinks } from '../../engines/kafka/broker-links.ts';
import { createBrokerLinks } from '../../engines/kafka/broker-links.ts';
import { createKafkaConfig, parseAddress } from '../../engines/kafka/kafka-config.ts';
import { startSubscription } from '../../engines/kafka/kafka-subscription.ts';
import type { KafkaTopics } from '../../engines/kafka/kafka-topics.ts';
import { findTopics } from '../../engines/kafka/kafka-topics.ts';
import type { KafkaWorld } from './kafka-world.ts';
import { createKafkaWorld, quickAdmin, testBroker } from './kafka-world.ts';
import { collectRecords } from './collect-records.ts';
import type { TcpProxy } from '../storm/tcp-proxy.ts';
import { startTcpProxy } from '../storm/tcp-proxy.ts';

const vote = (value: string, partition = 0) => ({ partition, key: 'poll:1', value });

/** A client of the world's topics whose every byte goes through a proxy. */
interface Distant {
  readonly proxy: TcpProxy;
  readonly topics: KafkaTopics;
  readonly links: BrokerLinks;
  readonly rebuilds: () => number;
  subscribe(options: Partial<SubscribeOptions>): Subscription & { readonly failures: Failure[]; readonly batches: RecordBatch[] };
  stop(): Promise<void>;
}

async function createDistant({ prefix }: KafkaWorld): Promise<Distant> {
  const proxy = await startTcpProxy(parseAddress(testBroker()));
  const settings = { brokers: [testBroker()], topicPrefix: prefix, tls: null, sasl: null };
  const socketFactory = ({ onConnect }: { onConnect: () => void }) => connect({ host: '127.0.0.1', port: proxy.port }, onConnect);
  const config = { ...(await createKafkaConfig({ settings, password: undefined, clientId: 'distant' })), socketFactory };
  const links = createBrokerLinks(config);
  const asking = createBrokerLinks(config);
  const topics = await findTopics({ links, settings });
  const subscriptions: Subscription[] = [];
  let rebuilds = 0;
  const context = { config, topics, asking, brokers: testBroker(), topicPrefix: prefix, onRebuild: () => void (rebuilds += 1) };
  return {
    proxy,
    topics,
    links,
    rebuilds: () => rebuilds,
    subscribe(options) {
      const failures: Failure[] = [];
      const batches: RecordBatch[] = [];
      const onBatch = (batch: RecordBatch) => void batches.push(batch);
      const onFailure = (failure: Failure) => void failures.push(failure);
      const subscription = startSubscription(context, 'votes', { from: 'start', onBatch, onFailure, ...options });
      subscriptions.push(subscription);
      return { ...subscription, failures, batches };
    },
    async stop() {
      await Promise.all(subscriptions.map((subscription) => subscription.stop()));
      links.close();
      asking.close();
      await proxy.stop();
    },
  };
}

const valuesOf = (batches: readonly RecordBatch[]) => batches.flatMap(({ records }) => records.map(({ value }) => value));

describe('a Kafka that is out of reach for a while', () => {
  let world: KafkaWorld;
  let distant: Distant;
  beforeEach(async () => {
    world = await createKafkaWorld({ plan: { votesPartitions: 2, resultsPartitions: 1 } });
    distant = await createDistant(world);
  });
  afterEach(async () => {
    await distant.stop();
    await world.remove();
  });

  it('is read on by itself after the connections broke, told once, each record once', async () => {
    const { batches, failures, caughtUp } = distant.subscribe({});
    await world.log.append('votes', [vote('before')]);
    await caughtUp;
    await vi.waitFor(() => expect(valuesOf(batches)).toEqual(['before']), 60_000);
    // A cut in the moment between two fetches harms nobody, and is not told.
    const cutUntilTold = () => {
      if (failures.length === 0) distant.proxy.cut();
      expect(failures).toHaveLength(1);
    };
    await vi.waitFor(cutUntilTold, 60_000);
    await world.log.append('votes', [vote('meanwhile'), vote('meanwhile', 1)]);
    await vi.waitFor(() => expect(valuesOf(batches)).toEqual(['before', 'meanwhile', 'meanwhile']), 60_000);
    expect(failures).toMatchObject([{ code: 'log-unavailable', retriable: true }]);
  });

  it('is read on by itself after a connection went dead without a word; this counts as a rebuild', async () => {
    const { batches, failures } = distant.subscribe({});
    await world.log.append('votes', [vote('before')]);
    await vi.waitFor(() => expect(valuesOf(batches)).toEqual(['before']), 60_000);
    distant.proxy.goDead();
    await world.log.append('votes', [vote('meanwhile')]);
    await vi.waitFor(() => expect(failures).toHaveLength(1), 60_000);
    distant.proxy.heal();
    await vi.waitFor(() => expect(valuesOf(batches)).toEqual(['before', 'meanwhile']), 60_000);
    expect(distant.rebuilds()).toBeGreaterThanOrEqual(1);
    expect(failures).toMatchObject([{ code: 'log-unavailable', retriable: true }]);
  });

  it('takes no appends meanwhile, says so within ten seconds, and takes them again afterwards', async () => {
    const { links, topics, proxy } = distant;
    const queue = createAppendQueue({ links, topics, maxQueuedRecords: 100, brokers: testBroker() });
    expect(await queue.append('votes', [vote('before')])).toMatchObject([{ offset: 0 }]);
    proxy.goDead();
    const since = Date.now();
    const lost = queue.append('votes', [vote('lost'), vote('lost', 1)]);
    await expect(lost).rejects.toMatchObject({ code: 'log-unavailable', retriable: true, retryAfterSeconds: 2 });
    expect(Date.now() - since).toBeLessThan(10_000);
    proxy.heal();
    await vi.waitFor(async () => expect(await queue.append('votes', [vote('after')])).toHaveLength(1), 60_000);
    await queue.stop();
  });

  it('survives a broken connection within an append, in order', async () => {
    const { links, topics, proxy } = distant;
    const queue = createAppendQueue({ links, topics, maxQueuedRecords: 10_000, brokers: testBroker() });
    await queue.append('votes', [vote('0')]);
    const appends = Array.from({ length: 500 }, (_, index) => queue.append('votes', [vote(String(index + 1))]));
    proxy.cut();
    const offsets = (await Promise.all(appends)).flat().map(({ offset }) => offset);
    expect(offsets).toEqual([...offsets].sort((a, b) => a - b));
    await queue.stop();
    const { values, subscription } = collectRecords(world.log, 'votes');
    await subscription.caughtUp;
    // What was on its way may be there twice, but nothing is missing, and what follows follows.
    expect([...new Set(values(0))]).toEqual(Array.from({ length: 501 }, (_, index) => String(index)));
  });

  it('hands the partitions of a group member that is cut off to another one within 15 seconds', async () => {
    const lost = distant.subscribe({ group: 'tally' });
    await lost.caughtUp;
    const taken: number[] = [];
    const from = (partition: number) => (taken.push(partition), 0);
    distant.proxy.goDead();
    const since = Date.now();
    const { values } = collectRecords(world.log, 'votes', { group: 'tally', from });
    await world.log.append('votes', [vote('a'), vote('b', 1)]);
    await vi.waitFor(() => expect(values().sort()).toEqual(['a', 'b']), 60_000);
    expect(taken.sort()).toEqual([0, 1]);
    expect(Date.now() - since).toBeLessThan(15_000);
  });
});

describe('a Kafka topic that lost records', () => {
  let world: KafkaWorld;
  beforeEach(async () => void (world = await createKafkaWorld({ plan: { votesPartitions: 2, resultsPartitions: 1 } })));
  afterEach(() => world.remove());

  it('is incomplete for whoever still needs records that were deleted', async () => {
    await world.log.append(
      'votes',
      Array.from({ length: 10 }, (_, index) => vote(String(index))),
    );
    const admin = quickAdmin();
    await admin.connect();
    // Makes kafkajs look up the leaders.
    await admin.fetchTopicOffsets(`${world.prefix}votes`);
    await admin.deleteTopicRecords({ topic: `${world.prefix}votes`, partitions: [{ partition: 0, offset: '5' }] });
    await admin.disconnect();
    expect(await world.log.begins('votes')).toEqual([5, 0]);
    const { failures, batches } = collectRecords(world.log, 'votes', { from: () => 0 });
    await vi.waitFor(() => expect(failures).toMatchObject([{ code: 'log-incomplete', retriable: false }]), 60_000);
    expect(batches).toEqual([]);
    const { values, subscription } = collectRecords(world.log, 'votes', { from: 'start' });
    await subscription.caughtUp;
    expect(values()).toEqual(['5', '6', '7', '8', '9']);
  });

  it('is incomplete while it is read, when it is deleted and made again', async () => {
    const { failures, subscription } = collectRecords(world.log, 'votes');
    await subscription.caughtUp;
    await world.log.append('votes', [vote('a'), vote('b', 1)]);
    const admin = quickAdmin();
    await admin.connect();
    await admin.deleteTopics({ topics: [`${world.prefix}votes`] });
    const made = () => admin.createTopics({ topics: [{ topic: `${world.prefix}votes`, numPartitions: 2 }] });
    await vi.waitFor(async () => expect(await made().catch(() => false)).toBe(true), 60_000);
    await admin.disconnect();
    await vi.waitFor(() => expect(failures.some(({ code }) => code === 'log-incomplete')).toBe(true), 60_000);
  });
});
