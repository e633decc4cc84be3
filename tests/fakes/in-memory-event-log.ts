import { setImmediate as nextTurn } from 'node:timers/promises';
import { Failure, messageOf } from '../../core/domain/failure.ts';
import type { EventLog, LogRecord, SubscribeOptions, Subscription, TopicName, TopicPlan } from '../../core/ports/event-log.ts';

/** What outlives the logs that are opened on it, as a disk does. */
export interface InMemoryLogStore {
  readonly partitions: Readonly<Record<TopicName, LogRecord[][]>>;
  readonly listeners: Set<() => void>;
}

export function createInMemoryLogStore({ votesPartitions, resultsPartitions }: TopicPlan): InMemoryLogStore {
  const empty = (count: number) => Array.from({ length: count }, (): LogRecord[] => []);
  return { partitions: { polls: empty(1), votes: empty(votesPartitions), results: empty(resultsPartitions) }, listeners: new Set() };
}

export interface InMemoryEventLogOptions {
  readonly store: InMemoryLogStore;
  readonly clock?: () => number;
  readonly maxQueuedRecords?: number;
}

/** An event log in memory, for tests of whatever needs one. Compacts nothing. */
export function createInMemoryEventLog({ store, clock = Date.now, maxQueuedRecords = 20_000 }: InMemoryEventLogOptions): EventLog {
  const subscriptions = new Set<Subscription>();
  let unanswered = 0;
  let stopped = false;

  const of = (topic: TopicName, partition: number) => {
    const records = store.partitions[topic][partition];
    if (records === undefined) throw new RangeError(`topic ${topic} has no partition ${partition}`);
    return records;
  };

  return {
    partitions: async (topic) => store.partitions[topic].length,
    ends: async (topic) => store.partitions[topic].map(endOf),
    begins: async (topic) => store.partitions[topic].map((records) => records[0]?.offset ?? 0),
    async append(topic, records) {
      if (stopped) throw new Failure('log-unavailable', 'The log is closed.', { retriable: true, retryAfterSeconds: 1 });
      if (unanswered + records.length > maxQueuedRecords) {
        throw new Failure('log-busy', 'The queue is full.', { retriable: true, retryAfterSeconds: 1 });
      }
      records.forEach(({ partition }) => of(topic, partition));
      unanswered += records.length;
      await nextTurn();
      unanswered -= records.length;
      const appended = records.map((record) => {
        const target = of(topic, record.partition);
        const timestamp = Math.max(clock(), target.at(-1)?.timestamp ?? 0);
        target.push({ ...record, offset: endOf(target), timestamp });
        return { partition: record.partition, offset: endOf(target) - 1, timestamp };
      });
      for (const listener of store.listeners) listener();
      return appended;
    },
    subscribe(topic, options) {
      const subscription = subscribeInMemory(store, topic, options);
      subscriptions.add(subscription);
      return subscription;
    },
    async stop() {
      stopped = true;
      await Promise.all([...subscriptions].map((subscription) => subscription.stop()));
      while (unanswered > 0) await nextTurn();
    },
  };
}

function endOf(records: readonly LogRecord[]): number {
  return (records.at(-1)?.offset ?? -1) + 1;
}

function subscribeInMemory(store: InMemoryLogStore, topic: TopicName, options: SubscribeOptions): Subscription {
  const partitions = store.partitions[topic];
  const goals = partitions.map(endOf);
  const next = [...goals];
  const stopping = new AbortController();
  let onNews: () => void = () => undefined;
  let resolveCaughtUp: () => void = () => undefined;
  const caughtUp = new Promise<void>((resolve) => (resolveCaughtUp = resolve));
  const listener = () => onNews();
  store.listeners.add(listener);

  async function begin(): Promise<void> {
    for (const [partition, records] of partitions.entries()) {
      if (options.from === 'end') continue;
      const offset = options.from === 'start' ? (records[0]?.offset ?? 0) : await startOf(options.from, partition);
      if (offset > endOf(records))
        throw new Failure('log-incomplete', `The log ends at ${endOf(records)}, and ${offset} was reached before.`);
      next[partition] = offset;
    }
  }

  async function startOf(from: (partition: number) => number | Promise<number>, partition: number): Promise<number> {
    for (;;) {
      try {
        return await from(partition);
      } catch (error) {
        if (!(error instanceof Failure && error.retriable) || stopping.signal.aborted) throw error;
        options.onFailure(error);
        await nextTurn();
      }
    }
  }

  async function handOver(partition: number, records: readonly LogRecord[]): Promise<boolean> {
    const news = records.filter(({ offset }) => offset >= (next[partition] ?? 0));
    if (news.length === 0 || stopping.signal.aborted) return false;
    await options.onBatch({ partition, records: news, end: endOf(records) });
    next[partition] = endOf(news);
    return true;
  }

  async function run(): Promise<void> {
    await begin();
    while (!stopping.signal.aborted) {
      const news = new Promise<void>((resolve) => (onNews = resolve));
      let some = false;
      for (const [partition, records] of partitions.entries()) some = (await handOver(partition, records)) || some;
      if (goals.every((goal, partition) => (next[partition] ?? 0) >= goal)) resolveCaughtUp();
      if (!some) await news;
    }
  }

  const ended = run()
    .catch((error: unknown) => {
      options.onFailure(error instanceof Failure ? new Failure(error.code, error.message) : new Failure('unexpected', messageOf(error)));
    })
    .finally(() => store.listeners.delete(listener));
  return {
    caughtUp,
    stop() {
      stopping.abort();
      onNews();
      return ended;
    },
  };
}
