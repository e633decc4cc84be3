import type { KafkaConfig } from 'kafkajs';
import type { Failure } from '../../core/domain/failure.ts';
import type { RecordBatch, SubscribeOptions, Subscription, TopicName } from '../../core/ports/event-log.ts';
import type { BrokerLinks } from './broker-links.ts';
import { createBrokerLinks } from './broker-links.ts';
import type { GroupMembership } from './group-membership.ts';
import { joinGroup } from './group-membership.ts';
import { createInTurn } from './in-turn.ts';
import { toFailure } from './kafka-failures.ts';
import type { KafkaTopics } from './kafka-topics.ts';
import { askOffsets } from './offset-questions.ts';
import type { ReadPartition } from './read-partition.ts';
import { readingStopped } from './reading-failures.ts';
import { findStarts } from './start-offsets.ts';
import { createTopicReader } from './topic-reader.ts';
import { isCompacted } from './topic-settings.ts';
import { createWatchdog } from './watchdog.ts';

const persistPauseMs = 300;

export interface SubscriptionContext {
  readonly config: KafkaConfig;
  readonly topics: KafkaTopics;
  /** Shared; for questions that must not wait behind a long poll. */
  readonly asking: BrokerLinks;
  /** For sentences. */
  readonly brokers: string;
  readonly topicPrefix: string;
  /** A connection hung and was made anew. */
  readonly onRebuild: () => void;
}

/** Reads partitions directly from their leaders; a group decides only which ones. See docs/decisions/0008. */
export function startSubscription(context: SubscriptionContext, topic: TopicName, options: SubscribeOptions): Subscription {
  const { config, topics, asking, brokers, onRebuild } = context;
  const name = topics.nameOf(topic);
  const compacted = isCompacted(topic);
  const links = createBrokerLinks(config);
  const calls = createInTurn();
  const states = new Map<number, ReadPartition>();
  let stopped = false;
  let telling = false;
  let goals: readonly ReadPartition[] | undefined;
  let resolveCaughtUp: () => void = () => undefined;
  const caughtUp = new Promise<void>((resolve) => (resolveCaughtUp = resolve));

  const reader = createTopicReader({
    links,
    name,
    compacted,
    id: topics.idOf(topic),
    brokers,
    give,
    onOutage: (failure) => options.onFailure(failure),
    onFatal: fail,
    onHang: onRebuild,
  });
  const watchdog = createWatchdog({
    reader,
    states: () => [...states.values()],
    ends: (partitions) => askOffsets(asking, name, partitions, 'end'),
    onStalled: onRebuild,
  });

  function give(state: ReadPartition, batch: RecordBatch): Promise<boolean> {
    return calls.run(async () => {
      if (stopped || !state.active) return false;
      await options.onBatch(batch);
      // Only now: the receiver has it.
      state.delivered = (batch.records[batch.records.length - 1]?.offset ?? 0) + 1;
      settleCaughtUp();
      return true;
    });
  }

  /** In a group what was assigned first counts, as long as it is ours. */
  function settleCaughtUp(): void {
    if (goals?.every(({ active, delivered, goal }) => !active || delivered >= goal) === true) resolveCaughtUp();
  }

  async function take(partitions: readonly number[]): Promise<void> {
    const starts = await findStarts({ links, name, compacted, from: options.from, partitions, persist });
    if (stopped) return;
    for (const state of starts) states.set(state.partition, state);
    goals ??= starts;
    settleCaughtUp();
    reader.add(starts);
  }

  async function giveUp(partitions: readonly number[]): Promise<void> {
    for (const partition of partitions) {
      const state = states.get(partition);
      if (state !== undefined) reader.remove(state);
      states.delete(partition);
    }
    settleCaughtUp();
    const tell = async () => {
      if (!stopped) await options.onRevoked?.(partitions);
    };
    await calls.run(tell).catch(fail);
  }

  /** Until there is an answer; the caller hears of it once. */
  async function persist<T>(question: () => Promise<T>): Promise<T> {
    for (;;) {
      try {
        const answer = await question();
        telling = false;
        return answer;
      } catch (error) {
        const failure = toFailure(error, { brokers, about: { name, right: 'read' } });
        if (stopped || !failure.retriable) throw failure;
        if (!telling) options.onFailure(failure);
        telling = true;
        await new Promise((resolve) => setTimeout(resolve, persistPauseMs));
      }
    }
  }

  function fail(error: unknown): void {
    if (stopped) return;
    void stop();
    options.onFailure(readingStopped(name, error));
  }

  function begin(): GroupMembership | undefined {
    if (options.group === undefined) {
      take(Array.from({ length: topics.countOf(topic) }, (_, partition) => partition)).catch(fail);
      return undefined;
    }
    const groupId = `${context.topicPrefix}${options.group}.${topic}`;
    const onTrouble = (failure: Failure) => options.onFailure(failure);
    return joinGroup({ config, groupId, topic: name, partitions: topics.countOf(topic), brokers, take, giveUp, onTrouble, onFatal: fail });
  }

  async function stop(): Promise<void> {
    stopped = true;
    watchdog.stop();
    reader.stop();
    links.close();
    await Promise.all([membership?.stop(), calls.idle()]);
  }

  const membership = begin();
  let stopping: Promise<void> | undefined;
  return { caughtUp, stop: () => (stopping ??= stop()) };
}
