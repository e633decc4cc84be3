import type { RoleLag } from '../../core/domain/server-status.ts';
import { roleLagOf } from '../../core/domain/server-status.ts';
import type { RecordBatch } from '../../core/ports/event-log.ts';

type Topic = RoleLag['topic'];

interface Progress {
  readonly topic: Topic;
  readonly partition: number;
  read: number;
  end: number;
  /** Of the last record read, ms since 1970. */
  time: number;
}

/** How far a role has read each partition that it holds. */
export interface ReadingProgress {
  begin(topic: Topic, partition: number, offset: number): void;
  advance(topic: Topic, batch: RecordBatch): void;
  forget(topic: Topic, partitions: readonly number[]): void;
  /** The log has grown meanwhile, batch or no batch. */
  sawEnds(topic: Topic, ends: readonly number[]): void;
  lags(now: number): readonly RoleLag[];
}

export function createReadingProgress(): ReadingProgress {
  const held = new Map<string, Progress>();
  const keyOf = (topic: Topic, partition: number) => `${topic}/${partition}`;
  return {
    begin: (topic, partition, offset) => held.set(keyOf(topic, partition), { topic, partition, read: offset, end: offset, time: 0 }),
    advance(topic, { partition, records, end }) {
      const progress = held.get(keyOf(topic, partition));
      const last = records.at(-1);
      if (progress === undefined || last === undefined) return;
      progress.read = last.offset + 1;
      progress.end = Math.max(end, progress.read);
      progress.time = last.timestamp;
    },
    forget(topic, partitions) {
      for (const partition of partitions) held.delete(keyOf(topic, partition));
    },
    sawEnds(topic, ends) {
      for (const progress of held.values()) {
        if (progress.topic === topic) progress.end = Math.max(progress.read, ends[progress.partition] ?? progress.end);
      }
    },
    lags: (now) =>
      [...held.values()].map(({ topic, partition, read, end, time }) =>
        roleLagOf({ role: 'history', topic, partition }, { done: read, end, doneTime: time, now }),
      ),
  };
}
