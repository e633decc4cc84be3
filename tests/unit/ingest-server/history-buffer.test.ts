import { expect, it } from 'vitest';
import { Failure } from '../../../core/domain/failure.ts';
import type { HistoryBatch } from '../../../core/ports/history-store.ts';
import { createHistoryBuffer, sharedPace } from '../../../ingest-server/history/history-buffer.ts';

function setUp(write: (batch: HistoryBatch) => Promise<void>) {
  const failures: Failure[] = [];
  const history = { write, readPositions: () => Promise.resolve([]), readSeenRuns: () => Promise.resolve([]) };
  return { buffer: createHistoryBuffer({ history, pace: sharedPace, onFailure: (failure) => failures.push(failure) }), failures };
}

const position = (offset: number) => ({ positions: [{ topic: 'votes' as const, partition: 0, offset }] });
const offsetsOf = (batches: readonly HistoryBatch[]) => batches.map(({ positions }) => positions?.[0]?.offset);

it('writes what comes after an empty batch', async () => {
  const written: HistoryBatch[] = [];
  const { buffer } = setUp((batch) => {
    written.push(batch);
    return Promise.resolve();
  });
  void buffer.add({ polls: [] });
  void buffer.add(position(1));
  await buffer.flushed();
  void buffer.add({ polls: [] });
  void buffer.add(position(2));
  await buffer.stop();
  expect(offsetsOf(written)).toEqual([1, 2]);
});

it('writes what waits together, keeping the newest position of a partition', async () => {
  const written: HistoryBatch[] = [];
  let finish: () => void = () => undefined;
  const { buffer } = setUp((batch) => {
    written.push(batch);
    return new Promise((resolve) => (finish = resolve));
  });
  void buffer.add(position(1));
  void buffer.add(position(2));
  void buffer.add(position(3));
  finish();
  const stopped = buffer.stop();
  await new Promise(setImmediate);
  finish();
  await stopped;
  expect(offsetsOf(written)).toEqual([1, 3]);
});

it('writes a batch again that the store refused, and tells why', async () => {
  const written: HistoryBatch[] = [];
  let refusals = 1;
  const { buffer, failures } = setUp((batch) => {
    if (refusals-- > 0) return Promise.reject(new Failure('history-unavailable', 'full', { retriable: true }));
    written.push(batch);
    return Promise.resolve();
  });
  void buffer.add(position(1));
  await new Promise(setImmediate);
  await buffer.flushed();
  expect(failures.map(({ code }) => code)).toEqual(['history-unavailable']);
  expect(offsetsOf(written)).toEqual([1]);
  await buffer.stop();
});
