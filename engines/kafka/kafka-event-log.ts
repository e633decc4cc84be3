import type { KafkaConfig } from 'kafkajs';
import type { KafkaSettings } from '../../core/domain/cluster-settings.ts';
import type { LogStatus } from '../../core/domain/cluster-status.ts';
import type { EventLog, LogReader, Subscription, TopicName, TopicPlan } from '../../core/ports/event-log.ts';
import { createAppendQueue, defaultMaxQueuedRecords } from './append-queue.ts';
import type { BrokerLinks } from './broker-links.ts';
import { createBrokerLinks } from './broker-links.ts';
import { createKafkaConfig } from './kafka-config.ts';
import { toFailure } from './kafka-failures.ts';
import { readStatus } from './kafka-status.ts';
import { startSubscription } from './kafka-subscription.ts';
import type { KafkaTopics } from './kafka-topics.ts';
import { findTopics, makeTopics } from './kafka-topics.ts';
import { askOffsets } from './offset-questions.ts';
import type { OffsetKind } from './requests/list-offsets.ts';

export interface KafkaOptions {
  readonly settings: KafkaSettings;
  readonly password: string | undefined;
  readonly clientId: string;
  readonly onWarning: (message: string) => void;
}

export interface KafkaLogReader extends LogReader {
  /** Rejects with `log-unavailable` where no broker can be reached. */
  status(): Promise<LogStatus>;
  /** Consumers rebuilt by the watchdog since the start. */
  rebuilds(): number;
}

export interface KafkaLog extends EventLog, KafkaLogReader {}

export interface OpenKafkaLogOptions extends KafkaOptions {
  /** For topics that do not exist yet. */
  readonly plan: TopicPlan;
  /** Copies of each partition. */
  readonly replication: number;
  /** Records appended and not yet answered, beyond which `append` rejects with `log-busy`. */
  readonly maxQueuedRecords?: number;
}

/**
 * Opens the log to read it, and makes nothing. Rejects with `log-unavailable` (no broker in reach, or the topics not yet made by an
 * ingest server), `log-access-denied` or `settings-invalid`.
 */
export async function openKafkaLogReader(options: KafkaOptions): Promise<KafkaLogReader> {
  const opened = await open(options, (links) => findTopics({ links, settings: options.settings }));
  return createReader(opened, options.settings);
}

/** Opens the log to write and read it; makes the topics that are missing. May also reject with `topic-mismatch`. */
export async function openKafkaLog(options: OpenKafkaLogOptions): Promise<KafkaLog> {
  const { settings, plan, replication, onWarning, maxQueuedRecords = defaultMaxQueuedRecords } = options;
  const opened = await open(options, (links) => makeTopics({ links, settings, plan, replication, onWarning }));
  const reader = createReader(opened, settings);
  const links = createBrokerLinks(opened.config);
  const queue = createAppendQueue({ links, topics: opened.topics, maxQueuedRecords, brokers: settings.brokers.join(', ') });
  return {
    ...reader,
    append: queue.append,
    async stop() {
      await reader.stop();
      await queue.stop();
      links.close();
    },
  };
}

interface Opened {
  readonly config: KafkaConfig;
  /** For questions. */
  readonly links: BrokerLinks;
  readonly topics: KafkaTopics;
}

async function open(options: KafkaOptions, find: (links: BrokerLinks) => Promise<KafkaTopics>): Promise<Opened> {
  const config = await createKafkaConfig(options);
  const links = createBrokerLinks(config);
  try {
    return { config, links, topics: await find(links) };
  } catch (error) {
    links.close();
    throw toFailure(error, { brokers: options.settings.brokers.join(', ') });
  }
}

function createReader({ config, links, topics }: Opened, { brokers, topicPrefix }: KafkaSettings): KafkaLogReader {
  const subscriptions = new Set<Subscription>();
  const statusLinks = createBrokerLinks(config);
  let rebuilds = 0;
  const context = { config, topics, asking: links, brokers: brokers.join(', '), topicPrefix, onRebuild: () => void (rebuilds += 1) };

  async function offsets(topic: TopicName, kind: OffsetKind): Promise<readonly number[]> {
    const partitions = Array.from({ length: topics.countOf(topic) }, (_, partition) => partition);
    try {
      const found = await askOffsets(links, topics.nameOf(topic), partitions, kind);
      return partitions.map((partition) => found.get(partition) ?? 0);
    } catch (error) {
      throw toFailure(error, { brokers: context.brokers, about: { name: topics.nameOf(topic), right: 'describe' } });
    }
  }

  return {
    partitions: async (topic) => topics.countOf(topic),
    ends: (topic) => offsets(topic, 'end'),
    begins: (topic) => offsets(topic, 'begin'),
    subscribe(topic, options) {
      const subscription = startSubscription(context, topic, options);
      const stop = async () => {
        await subscription.stop();
        subscriptions.delete(kept);
      };
      const kept = { caughtUp: subscription.caughtUp, stop };
      subscriptions.add(kept);
      return kept;
    },
    status: () => readStatus({ links: statusLinks, topics, brokers: context.brokers }),
    rebuilds: () => rebuilds,
    async stop() {
      await Promise.all([...subscriptions].map((subscription) => subscription.stop()));
      links.close();
      statusLinks.close();
    },
  };
}
