import type { Failure } from '../../core/domain/failure.ts';
import type { LogReader, LogRecord, RecordBatch, SubscribeOptions, Subscription, TopicName } from '../../core/ports/event-log.ts';

export interface Collected {
  readonly batches: RecordBatch[];
  readonly failures: Failure[];
  readonly subscription: Subscription;
  /** Records so far, in the order they came. */
  records(partition?: number): LogRecord[];
  values(partition?: number): string[];
}

/** Subscribes and keeps everything that comes. */
export function collectRecords(reader: LogReader, topic: TopicName, options: Partial<SubscribeOptions> = {}): Collected {
  const batches: RecordBatch[] = [];
  const failures: Failure[] = [];
  const subscription = reader.subscribe(topic, {
    from: 'start',
    onBatch: (batch) => void batches.push(batch),
    onFailure: (failure) => failures.push(failure),
    ...options,
  });
  const records = (partition?: number) =>
    batches.filter((batch) => partition === undefined || batch.partition === partition).flatMap((batch) => batch.records);
  return { batches, failures, subscription, records, values: (partition) => records(partition).map(({ value }) => value) };
}
