import { Failure } from '../../core/domain/failure.ts';
import type { Appended, LogWriter, NewRecord, TopicName } from '../../core/ports/event-log.ts';
import type { AppendCall, PartitionQueue } from './append-entry.ts';
import { laneOf, lanesPerBroker, refuse, sendWaiting } from './append-sender.ts';
import type { BrokerLinks } from './broker-links.ts';
import { toFailure } from './kafka-failures.ts';
import type { KafkaTopics } from './kafka-topics.ts';
import { replaced } from './reading-failures.ts';
import type { ClusterMetadata } from './requests/metadata.ts';
import { topicNames } from './topic-settings.ts';

export const defaultMaxQueuedRecords = 20_000;
/** A record that has waited this long is given back; one on its way is answered within the connection's own limit besides. */
const maxWaitMs = 5_000;
const sweepMs = 250;
const searchPauseMs = 100;

export interface AppendQueueOptions {
  readonly links: BrokerLinks;
  readonly topics: KafkaTopics;
  readonly maxQueuedRecords: number;
  /** For sentences. */
  readonly brokers: string;
}

export interface AppendQueue extends LogWriter {
  /** Refuses further calls, and resolves when all earlier ones are answered. */
  stop(): Promise<void>;
}

/** Group commit onto Kafka: what one turn of the event loop brings, or what came during a send, goes out together. */
export function createAppendQueue({ links, topics, maxQueuedRecords, brokers }: AppendQueueOptions): AppendQueue {
  const queues = createQueues(topics);
  const all = topicNames.flatMap((topic) => queues[topic]);
  const context = { brokers };
  const busyLanes = new Set<number>();
  /** Topics that were deleted and made again since the log was opened. */
  const gone = new Map<TopicName, Failure>();
  let unanswered = 0;
  let dispatchIsDue = false;
  let searching = false;
  let closed: Failure | undefined;
  let onIdle: (() => void) | undefined;
  const sweeper = setInterval(giveBackOld, sweepMs);
  sweeper.unref();

  function dispatchSoon(): void {
    if (dispatchIsDue) return;
    dispatchIsDue = true;
    setImmediate(() => {
      dispatchIsDue = false;
      dispatch();
    });
  }

  function dispatch(): void {
    const ready = new Map<number, PartitionQueue[]>();
    for (const queue of all) {
      if (queue.waiting.length === 0 || queue.onTheWay) continue;
      if (queue.leader < 0) {
        void findLeaders();
        continue;
      }
      const key = queue.leader * lanesPerBroker + laneOf(queue);
      const lane = ready.get(key);
      if (lane === undefined) ready.set(key, [queue]);
      else lane.push(queue);
    }
    for (const [key, lane] of ready) if (!busyLanes.has(key)) void send(key, lane);
  }

  async function send(key: number, ofLane: readonly PartitionQueue[]): Promise<void> {
    busyLanes.add(key);
    const lane = key % lanesPerBroker;
    // Those that have waited longest first: a send takes a limited number of records.
    const byAge = ofLane.length === 1 ? ofLane : [...ofLane].sort((a, b) => sinceOf(a) - sinceOf(b));
    const told = { onAnswered: release, onReplaced: refuseReplaced };
    await sendWaiting({ links, broker: (key - lane) / lanesPerBroker, lane, queues: byAge, context, ...told });
    busyLanes.delete(key);
    dispatch();
  }

  function release(records: number): void {
    unanswered -= records;
    if (unanswered === 0) onIdle?.();
  }

  /** Until every partition for which records wait has a leader; those that wait too long are given back meanwhile. */
  async function findLeaders(): Promise<void> {
    if (searching) return;
    searching = true;
    let lost = homeless();
    while (lost.length > 0) {
      const failed = lost.some(({ failure }) => failure !== undefined);
      if (failed) await new Promise((resolve) => setTimeout(resolve, searchPauseMs));
      await askForLeaders(lost);
      dispatchSoon();
      lost = homeless();
    }
    searching = false;
  }

  /** What would be appended to a topic made anew is counted by nobody, as the records before are gone. */
  function refuseReplaced(topic: TopicName): void {
    gone.set(topic, replaced(topics.nameOf(topic)));
    for (const queue of queues[topic]) {
      const waiting = queue.waiting.splice(0);
      refuse(waiting, replaced(queue.name));
      release(waiting.length);
    }
  }

  function homeless(): readonly PartitionQueue[] {
    return all.filter(({ leader, waiting }) => leader < 0 && waiting.length > 0);
  }

  async function askForLeaders(lost: readonly PartitionQueue[]): Promise<void> {
    try {
      const metadata = await links.metadata(topicNames.map(topics.nameOf));
      for (const topic of topicNames) if (isReplaced(metadata, topics, topic)) refuseReplaced(topic);
      for (const queue of all) if (!queue.onTheWay && !gone.has(queue.topic)) queue.leader = leaderOf(metadata, queue);
      for (const queue of lost) if (queue.leader < 0) queue.failure = noLeader(queue, brokers);
    } catch (error) {
      const failure = toFailure(error, context);
      for (const queue of lost) queue.failure = failure;
    }
  }

  function giveBackOld(): void {
    const oldest = Date.now() - maxWaitMs;
    for (const queue of all) {
      if (queue.waiting.length === 0 || sinceOf(queue) > oldest) continue;
      const firstYoung = queue.waiting.findIndex(({ call }) => call.since > oldest);
      const old = queue.waiting.splice(0, firstYoung < 0 ? queue.waiting.length : firstYoung);
      release(old.length);
      refuse(old, queue.failure ?? tooSlow(brokers));
    }
  }

  return {
    append(topic, records) {
      const ofTopic = queues[topic];
      const fault =
        closed ?? faultOf(topic, records, ofTopic.length) ?? (unanswered + records.length > maxQueuedRecords ? busy() : undefined);
      if (fault !== undefined) return Promise.reject(fault);
      if (records.length === 0) return Promise.resolve([]);
      return new Promise<readonly Appended[]>((resolve, reject) => {
        unanswered += records.length;
        const call: AppendCall = {
          placed: new Array<Appended>(records.length),
          missing: records.length,
          since: Date.now(),
          resolve,
          reject,
        };
        for (let index = 0; index < records.length; index += 1) {
          const record = records[index];
          if (record !== undefined) ofTopic[record.partition]?.waiting.push({ record, call, index });
        }
        dispatchSoon();
      });
    },
    async stop() {
      closed ??= logClosed();
      if (unanswered > 0) await new Promise<void>((resolve) => (onIdle = resolve));
      clearInterval(sweeper);
    },
  };
}

function createQueues(topics: KafkaTopics): Readonly<Record<TopicName, readonly PartitionQueue[]>> {
  const of = (topic: TopicName) =>
    Array.from({ length: topics.countOf(topic) }, (_, partition): PartitionQueue => {
      return { topic, name: topics.nameOf(topic), partition, leader: -1, waiting: [], onTheWay: false, last: -1, failure: undefined };
    });
  return { polls: of('polls'), votes: of('votes'), results: of('results') };
}

function isReplaced(metadata: ClusterMetadata, topics: KafkaTopics, topic: TopicName): boolean {
  const found = metadata.topics.find(({ name }) => name === topics.nameOf(topic));
  return found?.code === 0 && found.id !== topics.idOf(topic);
}

function sinceOf({ waiting }: PartitionQueue): number {
  return waiting[0]?.call.since ?? Infinity;
}

function leaderOf({ topics }: ClusterMetadata, { name, partition }: PartitionQueue): number {
  return topics.find((topic) => topic.name === name)?.partitions[partition]?.leader ?? -1;
}

function faultOf(topic: TopicName, records: readonly NewRecord[], count: number): RangeError | undefined {
  for (const { partition } of records) {
    if (!Number.isInteger(partition) || partition < 0 || partition >= count) {
      return new RangeError(`topic ${topic} has ${count} partitions, none is numbered ${partition}`);
    }
  }
  return undefined;
}

function busy(): Failure {
  const message = 'More votes are coming in than Kafka takes. None of this call was recorded: send it again in a second.';
  return new Failure('log-busy', message, { retriable: true, retryAfterSeconds: 1 });
}

function logClosed(): Failure {
  const message = 'The server is stopping and takes no more votes. Send it again once the server is back.';
  return new Failure('log-unavailable', message, { retriable: true, retryAfterSeconds: 2 });
}

function noLeader({ name, partition }: PartitionQueue, brokers: string): Failure {
  const message = `Kafka at ${brokers} has no broker for partition ${partition} of topic ${name} at the moment. It is not known whether the last votes were recorded; sending them again is safe. Start the brokers that are down.`;
  return new Failure('log-unavailable', message, { retriable: true, retryAfterSeconds: 2 });
}

function tooSlow(brokers: string): Failure {
  const message = `Kafka at ${brokers} has not answered for ${maxWaitMs / 1000} seconds. It is not known whether the last votes were recorded; sending them again is safe. Look after the brokers.`;
  return new Failure('log-unavailable', message, { retriable: true, retryAfterSeconds: 2 });
}
