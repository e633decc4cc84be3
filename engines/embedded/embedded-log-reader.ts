import type { LogReader, TopicName } from '../../core/ports/event-log.ts';
import type { PartitionCounts } from './log-schema.ts';
import type { LogSubscription } from './log-subscription.ts';
import { startSubscription } from './log-subscription.ts';
import { openLogTables } from './log-tables.ts';

/** Half of it is what a subscriber in another process waits for a record on average. One look costs about 3 microseconds. */
const pollMs = 10;

export interface EmbeddedLogReader extends LogReader {
  readonly counts: PartitionCounts;
  /** Wakes the topic's subscriptions without waiting for the next look at the file. */
  wake(topic: TopicName): void;
}

/** Reads log.db beside its writer. Throws `log-unavailable` where there is no log (yet). */
export function createLogReader(folder: string): EmbeddedLogReader {
  const tables = openLogTables(folder);
  const subscriptions = new Map<LogSubscription, TopicName>();
  const timer = setInterval(() => {
    if (tables.look()) for (const subscription of subscriptions.keys()) subscription.wake();
  }, pollMs);
  const perPartition = (topic: TopicName, read: (partition: number) => number) =>
    Array.from({ length: tables.counts[topic] }, (_, partition) => read(partition));

  return {
    counts: tables.counts,
    partitions: async (topic) => tables.counts[topic],
    ends: async (topic) => perPartition(topic, (partition) => tables.end(topic, partition)),
    begins: async (topic) => perPartition(topic, (partition) => tables.begin(topic, partition)),
    subscribe(topic, options) {
      const onEnded = () => void subscriptions.delete(subscription);
      const subscription = startSubscription({ tables, topic, options, onEnded });
      subscriptions.set(subscription, topic);
      return subscription;
    },
    wake(topic) {
      for (const [subscription, ofTopic] of subscriptions) if (ofTopic === topic) subscription.wake();
    },
    async stop() {
      clearInterval(timer);
      await Promise.all([...subscriptions.keys()].map((subscription) => subscription.stop()));
      tables.close();
    },
  };
}
