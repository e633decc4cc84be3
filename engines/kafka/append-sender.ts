import type { Failure } from '../../core/domain/failure.ts';
import type { TopicName } from '../../core/ports/event-log.ts';
import type { AppendEntry, PartitionQueue } from './append-entry.ts';
import { place } from './append-entry.ts';
import type { BrokerLinks } from './broker-links.ts';
import { isLasting, KafkaRefusal } from './kafka-errors.ts';
import type { FailureContext } from './kafka-failures.ts';
import { toFailure } from './kafka-failures.ts';
import { replaced } from './reading-failures.ts';
import type { Produced, ProducedBatch } from './requests/produce.ts';
import { produceRequest } from './requests/produce.ts';
import { encodeRecords } from './wire/encode-records.ts';

/** Sends on their way to one broker at once, each over a connection of its own. */
export const lanesPerBroker = 2;
const maxRecordsPerSend = 5_000;
/** Below the 1,048,588 bytes that a topic takes in one batch. */
const maxBatchBytes = 900_000;
/** How long the leader waits for the replicas; less than the connection waits for the answer. */
const replicasTimeoutMs = 4_000;

/** Partitions keep to one lane, so that a later send never overtakes an earlier one that is tried again. */
export function laneOf({ partition }: { readonly partition: number }): number {
  return partition % lanesPerBroker;
}

interface Part extends ProducedBatch {
  readonly queue: PartitionQueue;
  readonly entries: readonly AppendEntry[];
}

export interface SendOptions {
  readonly links: BrokerLinks;
  readonly broker: number;
  readonly lane: number;
  /** With records waiting, led by that broker, in that lane, none on its way. */
  readonly queues: readonly PartitionQueue[];
  readonly context: FailureContext;
  /** So many records get their answer now, good or bad: there is room for others before their senders know. */
  readonly onAnswered: (records: number) => void;
  /** The topic was deleted and made anew. */
  readonly onReplaced: (topic: TopicName) => void;
}

/** One send of all that waits (up to a limit). Never rejects: what failed for a while is put back at its old place, without a leader. */
export async function sendWaiting(options: SendOptions): Promise<void> {
  const { links, broker, lane, queues, context } = options;
  const parts = takeParts(queues);
  for (const { queue } of parts) queue.onTheWay = true;
  try {
    const connection = await links.to(broker, lane);
    const produced = await connection.send(produceRequest(parts, replicasTimeoutMs));
    for (const part of parts) settle(part, produced, options);
  } catch (error) {
    links.drop(broker, lane);
    const failure = toFailure(error, context);
    for (const { queue, entries } of parts) putBack(queue, entries, failure);
  } finally {
    for (const { queue } of parts) queue.onTheWay = false;
  }
}

function takeParts(queues: readonly PartitionQueue[]): readonly Part[] {
  const parts: Part[] = [];
  let left = maxRecordsPerSend;
  for (const queue of queues) {
    if (left === 0) break;
    const candidates = queue.waiting.length <= left ? queue.waiting : queue.waiting.slice(0, left);
    const { batch, count } = encodeRecords(candidates, maxBatchBytes, Date.now());
    const entries = count === candidates.length ? candidates : candidates.slice(0, count);
    queue.waiting = entries === queue.waiting ? [] : queue.waiting.slice(count);
    left -= count;
    parts.push({ queue, entries, topic: queue.name, partition: queue.partition, batch });
  }
  return parts;
}

function settle({ queue, entries }: Part, produced: readonly Produced[], { context, onAnswered, onReplaced }: SendOptions): void {
  const answer = produced.find(({ topic, partition }) => topic === queue.name && partition === queue.partition);
  if (answer?.code === 0 && answer.offset <= queue.last) {
    onAnswered(entries.length);
    refuse(entries, replaced(queue.name));
    onReplaced(queue.topic);
    return;
  }
  if (answer?.code === 0) {
    queue.failure = undefined;
    queue.last = answer.offset + entries.length - 1;
    onAnswered(entries.length);
    confirm(entries, answer);
    return;
  }
  const code = answer?.code ?? -1;
  const failure = toFailure(new KafkaRefusal(code, queue.name), { ...context, about: { name: queue.name, right: 'write' } });
  if (!isLasting(code)) {
    putBack(queue, entries, failure);
    return;
  }
  onAnswered(entries.length);
  refuse(entries, failure);
}

function putBack(queue: PartitionQueue, entries: readonly AppendEntry[], failure: Failure): void {
  queue.waiting = [...entries, ...queue.waiting];
  queue.failure = failure;
  queue.leader = -1;
}

function confirm(entries: readonly AppendEntry[], { partition, offset, time }: Produced): void {
  const timestamp = time < 0 ? Date.now() : time;
  for (let index = 0; index < entries.length; index += 1) {
    const entry = entries[index];
    if (entry !== undefined) place(entry, { partition, offset: offset + index, timestamp });
  }
}

export function refuse(entries: readonly AppendEntry[], failure: Failure): void {
  for (const { call } of entries) call.reject(failure);
}
