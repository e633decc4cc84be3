import type { LogRecord, RecordBatch } from '../../core/ports/event-log.ts';
import type { ReadPartition } from './read-partition.ts';
import { incomplete, unreadable } from './reading-failures.ts';
import type { FetchedBatch } from './wire/decode-records.ts';
import { decodeRecords, faultOf } from './wire/decode-records.ts';

/** More would keep the thread of a receiver for too long at once. */
const maxRecordsPerCall = 2_000;

export interface HandOverOptions {
  /** Of the topic. */
  readonly name: string;
  readonly compacted: boolean;
  /** One call at a time; false where nothing more is to be handed over. */
  readonly give: (state: ReadPartition, batch: RecordBatch) => Promise<boolean>;
}

export interface Fetched {
  readonly state: ReadPartition;
  readonly batches: readonly FetchedBatch[];
  readonly end: number;
}

/** Decodes bit by bit what was fetched of one partition, and hands it over. Rejects where the log is not what it should be. */
export async function handOver({ name, compacted, give }: HandOverOptions, { state, batches, end }: Fetched): Promise<void> {
  let collected: LogRecord[] = [];
  let after = state.delivered;

  async function flush(): Promise<boolean> {
    for (let from = 0; from < collected.length; from += maxRecordsPerCall) {
      const records = collected.length <= maxRecordsPerCall ? collected : collected.slice(from, from + maxRecordsPerCall);
      const last = records[records.length - 1]?.offset ?? 0;
      if (!(await give(state, { partition: state.partition, records, end: Math.max(end, last + 1) }))) return false;
      state.delivered = last + 1;
    }
    // Beyond records that compaction took away.
    state.delivered = after;
    collected = [];
    return true;
  }

  for (const batch of batches) {
    if (!state.active) return;
    const fault = faultOf(batch);
    if (fault !== undefined) throw unreadable(name, fault);
    const size = batch.lastOffset - batch.firstOffset + 1;
    if (collected.length > 0 && collected.length + size > maxRecordsPerCall && !(await flush())) return;
    for (const record of decodeRecords(batch, state.partition)) {
      if (record.offset < after) continue;
      if (!compacted && record.offset !== after) throw incomplete(name, gap(state.partition, after, record.offset));
      state.time = Math.max(state.time, record.timestamp);
      collected.push(record.timestamp === state.time ? record : { ...record, timestamp: state.time });
      after = record.offset + 1;
    }
    if (!compacted && batch.lastOffset >= after) throw incomplete(name, gap(state.partition, after, batch.lastOffset + 1));
    after = Math.max(after, batch.lastOffset + 1);
  }
  await flush();
}

function gap(partition: number, expected: number, found: number): string {
  return `record ${expected} of partition ${partition} is not there, the next one is ${found}`;
}
