import { Failure } from '../../core/domain/failure.ts';
import type { SubscribeOptions } from '../../core/ports/event-log.ts';
import type { BrokerLinks } from './broker-links.ts';
import { askOffsets } from './offset-questions.ts';
import type { ReadPartition } from './read-partition.ts';
import { createReadPartition } from './read-partition.ts';
import { incomplete, readingStopped } from './reading-failures.ts';

export interface StartOptions {
  readonly links: BrokerLinks;
  /** With the prefix. */
  readonly name: string;
  readonly compacted: boolean;
  readonly from: SubscribeOptions['from'];
  readonly partitions: readonly number[];
  /** Asks until there is an answer; not again after a failure that is not retriable. */
  readonly persist: <T>(question: () => Promise<T>) => Promise<T>;
}

/** Where to begin in each partition. Rejects with `log-incomplete` where that is not in the log, or with what `from` threw. */
export async function findStarts(options: StartOptions): Promise<readonly ReadPartition[]> {
  const { links, name, partitions, persist } = options;
  const ends = await persist(() => askOffsets(links, name, partitions, 'end'));
  const begins = await persist(() => askOffsets(links, name, partitions, 'begin'));
  return Promise.all(partitions.map((partition) => startOf(options, partition, begins.get(partition) ?? 0, ends.get(partition) ?? 0)));
}

async function startOf(options: StartOptions, partition: number, begin: number, goal: number): Promise<ReadPartition> {
  const { links, name, compacted, from, persist } = options;
  if (from === 'start') return createReadPartition(partition, begin, goal);
  if (from === 'end') return createReadPartition(partition, goal, goal);
  const offset = await persist(() => askReceiver(name, () => from(partition)));
  if (offset > goal) {
    const end = (await persist(() => askOffsets(links, name, [partition], 'end'))).get(partition) ?? 0;
    if (offset > end) throw incomplete(name, `partition ${partition} ends at ${end}, and ${offset} was reached before`);
  }
  if (offset < begin && !compacted) throw incomplete(name, `partition ${partition} begins at ${begin}, and ${offset} is still needed`);
  return createReadPartition(partition, Math.max(offset, begin), goal);
}

/** Whoever subscribed may not know just now; anything else it throws is final. */
async function askReceiver(name: string, from: () => number | Promise<number>): Promise<number> {
  try {
    return await from();
  } catch (error) {
    throw error instanceof Failure && error.retriable ? error : readingStopped(name, error);
  }
}
