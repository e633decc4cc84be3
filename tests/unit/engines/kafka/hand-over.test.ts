import { describe, expect, it } from 'vitest';
import type { RecordBatch } from '../../../../core/ports/event-log.ts';
import { handOver } from '../../../../engines/kafka/hand-over.ts';
import { createReadPartition } from '../../../../engines/kafka/read-partition.ts';
import { findBatches } from '../../../../engines/kafka/wire/decode-records.ts';
import { encodeRecords } from '../../../../engines/kafka/wire/encode-records.ts';
import { writeInt64 } from '../../../../engines/kafka/wire/wire-writer.ts';

/** A batch as a broker keeps it, of records from `first` on. */
function stored(first: number, count: number, time = 1_000): Buffer {
  const entries = Array.from({ length: count }, (_, index) => ({ record: { partition: 0, key: 'k', value: String(first + index) } }));
  const { batch } = encodeRecords(entries, 10_000_000, time);
  writeInt64(batch, first, 0);
  return batch;
}

async function hand(buffers: readonly Buffer[], { compacted = false, from = 0 } = {}) {
  const given: RecordBatch[] = [];
  const state = createReadPartition(0, from, 0);
  const give = async (_: unknown, batch: RecordBatch) => (given.push(batch), true);
  const batches = buffers.flatMap(findBatches);
  await handOver({ name: 'kpoll.votes', compacted, give }, { state, batches, end: 20_000 });
  return { given, state, offsets: given.flatMap(({ records }) => records.map(({ offset }) => offset)) };
}

describe('handing over what was fetched', () => {
  it('leaves out what lies before the place to begin at', async () => {
    expect((await hand([stored(0, 5), stored(5, 2)], { from: 3 })).offsets).toEqual([3, 4, 5, 6]);
  });

  it('puts batches together, up to 2,000 records in one call', async () => {
    const { given, state } = await hand([stored(0, 800), stored(800, 1_000), stored(1_800, 700), stored(2_500, 2_100)]);
    expect(given.map(({ records }) => records.length)).toEqual([1_800, 700, 2_000, 100]);
    expect(given.every(({ end }) => end === 20_000)).toBe(true);
    expect(state.delivered).toBe(4_600);
  });

  it('lets no time fall', async () => {
    const { given } = await hand([stored(0, 1, 2_000), stored(1, 1, 1_500), stored(2, 1, 2_500)]);
    expect(given.flatMap(({ records }) => records.map(({ timestamp }) => timestamp))).toEqual([2_000, 2_000, 2_500]);
  });

  it('takes a hole for lost records, except in a compacted topic', async () => {
    await expect(hand([stored(0, 2), stored(3, 1)])).rejects.toMatchObject({ code: 'log-incomplete', retriable: false });
    expect((await hand([stored(0, 2), stored(3, 1)], { compacted: true })).offsets).toEqual([0, 1, 3]);
  });

  it('goes beyond records that compaction took from the end of a batch', async () => {
    const emptied = stored(0, 3);
    emptied.writeInt32BE(9, 23);
    const { state, offsets } = await hand([emptied], { compacted: true });
    expect([offsets, state.delivered]).toEqual([[0, 1, 2], 10]);
  });

  it('refuses records that it cannot read', async () => {
    const compressed = stored(0, 1);
    compressed.writeInt16BE(4, 21);
    await expect(hand([compressed])).rejects.toMatchObject({ code: 'topic-mismatch' });
  });
});
