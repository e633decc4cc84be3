import type { MessagePort } from 'node:worker_threads';
import { Failure } from '../../core/domain/failure.ts';
import type { Appended, LogWriter, NewRecord, TopicName } from '../../core/ports/event-log.ts';
import type { AppendAnswer } from './log-messages.ts';
import { slotOf } from './log-messages.ts';
import type { PartitionCounts } from './log-schema.ts';
import { topicNames } from './log-schema.ts';

/** With two messages on the way the writer has the next one ready when it ends a transaction; more would only make smaller ones. */
const messagesOnTheWay = 2;
export const defaultMaxQueuedRecords = 20_000;

interface Call {
  readonly topicIndex: number;
  readonly records: readonly NewRecord[];
  readonly resolve: (appended: readonly Appended[]) => void;
  readonly reject: (failure: Failure) => void;
}

export interface AppendClientOptions {
  readonly port: MessagePort;
  readonly counts: PartitionCounts;
  readonly maxQueuedRecords: number;
  /** Undefined: the writing thread's own clock. */
  readonly clock: (() => number) | undefined;
  /** Called when records of a topic have become durable. */
  readonly onAppended: (topic: TopicName) => void;
}

export interface AppendClient extends LogWriter {
  /** Refuses further calls, and resolves when all earlier ones are answered. */
  stop(): Promise<void>;
}

/** The end of an append port that collects calls: see "Group commit" in the ports' promises. */
export function createAppendClient({ port, counts, maxQueuedRecords, clock, onAppended }: AppendClientOptions): AppendClient {
  const onTheWay = new Map<number, readonly Call[]>();
  let queue: Call[] = [];
  let unanswered = 0;
  let lastId = 0;
  let closed: Failure | undefined;
  let onIdle: (() => void) | undefined;
  let sendIsDue = false;

  function send(): void {
    const calls = queue;
    queue = [];
    lastId += 1;
    onTheWay.set(lastId, calls);
    const slots: number[] = [];
    const texts: string[] = [];
    for (const { topicIndex, records } of calls) {
      for (const record of records) {
        slots.push(slotOf(topicIndex, record.partition));
        texts.push(record.key, record.value);
      }
    }
    port.postMessage({ id: lastId, time: clock?.() ?? 0, slots, texts });
  }

  /** What one turn of the event loop brings goes out together: no waiting, and no transaction for a single vote of many. */
  function sendSoon(): void {
    if (sendIsDue || onTheWay.size >= messagesOnTheWay) return;
    sendIsDue = true;
    setImmediate(() => {
      sendIsDue = false;
      if (queue.length > 0 && onTheWay.size < messagesOnTheWay) send();
    });
  }

  function answer(message: AppendAnswer): void {
    const calls = onTheWay.get(message.id) ?? [];
    onTheWay.delete(message.id);
    if ('placed' in message) place(calls, message.placed, onAppended);
    else
      refuse(
        calls,
        new Failure(message.refused.code, message.refused.message, { retriable: message.refused.retriable, retryAfterSeconds: 1 }),
      );
    for (const call of calls) unanswered -= call.records.length;
    if (queue.length > 0) send();
    else if (onTheWay.size === 0) onIdle?.();
  }

  function lose(): void {
    closed ??= writerGone();
    const calls = [...onTheWay.values(), queue].flat();
    onTheWay.clear();
    queue = [];
    refuse(calls, closed);
    onIdle?.();
  }

  port.on('message', answer);
  port.on('close', lose);

  return {
    append(topic, records) {
      const fault = closed ?? faultOf(topic, records, counts) ?? (unanswered + records.length > maxQueuedRecords ? busy() : undefined);
      if (fault !== undefined) return Promise.reject(fault);
      if (records.length === 0) return Promise.resolve([]);
      return new Promise((resolve, reject) => {
        unanswered += records.length;
        queue.push({ topicIndex: topicNames.indexOf(topic), records, resolve, reject });
        sendSoon();
      });
    },
    async stop() {
      closed ??= logClosed();
      if (onTheWay.size > 0 || queue.length > 0) await new Promise<void>((resolve) => (onIdle = resolve));
      port.close();
    },
  };
}

/** Gives each record its place: those of one slot follow each other in the order of the message. */
function place(calls: readonly Call[], placed: readonly number[], onAppended: (topic: TopicName) => void): void {
  const next = new Map<number, { offset: number; readonly timestamp: number }>();
  for (let index = 0; index < placed.length; index += 3) {
    next.set(placed[index] ?? 0, { offset: placed[index + 1] ?? 0, timestamp: placed[index + 2] ?? 0 });
  }
  const topics = new Set<number>();
  for (const { topicIndex, records, resolve } of calls) {
    topics.add(topicIndex);
    resolve(records.map(({ partition }) => placeOf(next.get(slotOf(topicIndex, partition)), partition)));
  }
  for (const topicIndex of topics) {
    const topic = topicNames[topicIndex];
    if (topic !== undefined) onAppended(topic);
  }
}

function placeOf(next: { offset: number; readonly timestamp: number } | undefined, partition: number): Appended {
  if (next === undefined) throw new Error(`the writing thread did not place a record of partition ${partition}`);
  const { offset, timestamp } = next;
  next.offset += 1;
  return { partition, offset, timestamp };
}

function refuse(calls: readonly Call[], failure: Failure): void {
  for (const call of calls) call.reject(failure);
}

function faultOf(topic: TopicName, records: readonly NewRecord[], counts: PartitionCounts): RangeError | undefined {
  for (const { partition } of records) {
    if (!Number.isInteger(partition) || partition < 0 || partition >= counts[topic]) {
      return new RangeError(`topic ${topic} has ${counts[topic]} partitions, none is numbered ${partition}`);
    }
  }
  return undefined;
}

function busy(): Failure {
  return new Failure(
    'log-busy',
    'More votes are coming in than the disk can take. None of this call was recorded: send it again in a second.',
    {
      retriable: true,
      retryAfterSeconds: 1,
    },
  );
}

function logClosed(): Failure {
  return new Failure('log-unavailable', 'The server is stopping and takes no more votes. Send it again once the server is back.', {
    retriable: true,
    retryAfterSeconds: 2,
  });
}

function writerGone(): Failure {
  const message =
    'The part of the server that writes the log has ended. It is not known whether the last votes were recorded; sending them again is safe. Restart the server.';
  return new Failure('log-unavailable', message, { retriable: true, retryAfterSeconds: 5 });
}
