import type { Failure } from '../domain/failure.ts';

export type TopicName = 'polls' | 'votes' | 'results';

export interface NewRecord {
  readonly partition: number;
  readonly key: string;
  readonly value: string;
}

export interface Appended {
  readonly partition: number;
  readonly offset: number;
  readonly timestamp: number;
}

/** `timestamp` (ms since 1970) is given by the log at append and never falls within a partition. */
export interface LogRecord extends NewRecord, Appended {}

export interface RecordBatch {
  readonly partition: number;
  /** At least one record, offsets ascending. Without gaps, except in a compacted topic. */
  readonly records: readonly LogRecord[];
  /** The offset after the partition's last record, as known when the batch was read. */
  readonly end: number;
}

export interface SubscribeOptions {
  /**
   * Where to begin, for each partition: its first record, its end, or the offset of the next record wanted.
   * An offset beyond the partition's end is reported as a `log-incomplete` failure; so is one before its first record,
   * except in a compacted topic. In a group it is asked each time a partition is handed to this member. Where it
   * rejects with a retriable Failure, that is told and it is asked again after a while; any other rejection ends the subscription.
   */
  readonly from: 'start' | 'end' | ((partition: number) => number | Promise<number>);
  /** Members of the same group share the partitions; without a group every partition is read. */
  readonly group?: string;
  /**
   * In a group: these partitions go to other members; awaited before they are given up, so that what is known of them can
   * be saved. No batch of theirs comes meanwhile or after, unless `from` is asked for them again.
   */
  readonly onRevoked?: (partitions: readonly number[]) => void | Promise<void>;
  /** Awaited before the next call: at most one call at a time per subscription. A throw ends the subscription with a failure. */
  readonly onBatch: (batch: RecordBatch) => void | Promise<void>;
  /** The subscription has ended (or, if `retriable`, is being rebuilt by itself and goes on from where it was). */
  readonly onFailure: (failure: Failure) => void;
}

export interface Subscription {
  /**
   * Resolves when everything that was in the log at the time of subscribing has been handed over. Stays pending where the
   * subscription ends before that: `onFailure` tells.
   */
  readonly caughtUp: Promise<void>;
  /** Resolves when no further call will come and a running one has ended. Never rejects. */
  stop(): Promise<void>;
}

/**
 * Reading promises:
 * - order: records of one partition arrive in offset order, each once per subscription;
 * - only durable records are ever seen;
 * - a subscriber in any process sees a record within 50 ms of its append on an idle computer.
 */
export interface LogReader {
  /** The number of partitions of a topic. */
  partitions(topic: TopicName): Promise<number>;
  /** Per partition, the offset that the next record will get. */
  ends(topic: TopicName): Promise<readonly number[]>;
  /** Per partition, the offset of the first record still kept (equal to the end where there is none). */
  begins(topic: TopicName): Promise<readonly number[]>;
  subscribe(topic: TopicName, options: SubscribeOptions): Subscription;
  stop(): Promise<void>;
}

/**
 * Writing promises:
 * - durable before acknowledged: when `append` resolves, the records survive kill -9 and loss of power;
 * - order: records of one call, and of calls made one after the other, keep their order within a partition;
 * - offsets: the first record of a partition has 0, the next one more, without gaps;
 * - a rejected append may or may not be in the log (`retriable` says whether sending it again makes sense);
 * - bounded: beyond the queue's limit `append` rejects with `log-busy` at once, and nothing of that call is written.
 */
export interface LogWriter {
  append(topic: TopicName, records: readonly NewRecord[]): Promise<readonly Appended[]>;
}

export interface EventLog extends LogReader, LogWriter {}

/** Partition counts; in a topic that exists already the existing number counts. */
export interface TopicPlan {
  readonly votesPartitions: number;
  readonly resultsPartitions: number;
}

/** Of a compacted topic only the newest record of each key is promised to stay. */
export const compactedTopics: readonly TopicName[] = ['results'];
