import { expect, it, vi } from 'vitest';
import { Failure } from '../../../core/domain/failure.ts';
import type { BallotRow, HistoryBatch } from '../../../core/ports/history-store.ts';
import { createHistoryBuffer } from '../../../ingest-server/history/history-buffer.ts';

function setUp(write: (batch: HistoryBatch) => Promise<void>, pace: () => number = () => 100) {
  const failures: Failure[] = [];
  const history = { write, readPositions: () => Promise.resolve([]), readSeenRuns: () => Promise.resolve([]) };
  return {
    buffer: createHistoryBuffer({ history, pace, votesPerSecond: () => 0, onFailure: (failure) => failures.push(failure) }),
    failures,
  };
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

it('after a write that is given up while stopping writes nothing more: later positions would stand for what is missing', async () => {
  const written: HistoryBatch[] = [];
  let refuse: (failure: Failure) => void = () => undefined;
  const { buffer } = setUp((batch) => {
    written.push(batch);
    return written.length === 1 ? new Promise((_, reject) => (refuse = reject)) : Promise.resolve();
  });
  void buffer.add(position(1));
  void buffer.add(position(2));
  const stopped = buffer.stop();
  refuse(new Failure('history-unavailable', 'away', { retriable: true }));
  await stopped;
  await buffer.add(position(3));
  await buffer.stop();
  expect(offsetsOf(written)).toEqual([1]);
});

it('holds a reader up only until what waited then is written, however much comes meanwhile', async () => {
  let writes = 0;
  const { buffer } = setUp(async () => {
    writes += 1;
    await new Promise(setImmediate);
  });
  for (let index = 0; index <= 60_000; index += 1) buffer.addBallot({ voterId: `v${index}` } as BallotRow);
  const flow = setInterval(() => void buffer.add(position(writes)), 1);
  await buffer.add(position(0));
  await buffer.flushed();
  clearInterval(flow);
  expect(writes).toBeGreaterThan(0);
  await buffer.stop();
});

it('lets nobody wait once it hurries and the store is away', async () => {
  const { buffer, failures } = setUp(() => Promise.reject(new Failure('history-unavailable', 'away', { retriable: true })));
  for (let index = 0; index <= 60_000; index += 1) buffer.addBallot({ voterId: `v${index}` } as BallotRow);
  const held = buffer.add(position(1));
  await vi.waitFor(() => expect(failures.length).toBeGreaterThan(0));
  buffer.hurry();
  await held;
  await buffer.stop();
});

it('ends its rest when the pace says so', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] });
  const written: HistoryBatch[] = [];
  let restMs = 60_000;
  const store = (batch: HistoryBatch) => {
    written.push(batch);
    return Promise.resolve();
  };
  const { buffer } = setUp(store, () => restMs);
  void buffer.add(position(1));
  await vi.advanceTimersByTimeAsync(1_500);
  void buffer.add(position(2));
  await vi.advanceTimersByTimeAsync(1_500);
  expect(offsetsOf(written)).toEqual([1]);
  restMs = 2_000;
  await vi.advanceTimersByTimeAsync(1_500);
  expect(offsetsOf(written)).toEqual([1, 2]);
  vi.useRealTimers();
  await buffer.stop();
});
