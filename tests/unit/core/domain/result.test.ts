import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { PartialBoard, RunPartial, TallyStatus } from '../../../../core/domain/result.ts';
import { isNewerPartial, mergePartial, partialOf, resultOf } from '../../../../core/domain/result.ts';
import { foldRecords, markerOf, pollId, tallyOf } from './fold-samples.ts';

const id = { pollId, run: 1, partitions: 4, options: [1, 2, 3, 5] };

const partial = (partition: number, part: Partial<RunPartial> = {}): RunPartial => ({
  ...partialOf(partition, tallyOf(foldRecords(markerOf('none', 4), []))),
  counts: [1, 2, 3, 4],
  voters: 10,
  duplicates: 2,
  repeats: 1,
  offset: 20,
  time: 5_000 + partition,
  ...part,
});

const status = (partition: number, part: Partial<TallyStatus> = {}): TallyStatus => ({
  partition,
  folded: 21,
  end: 21,
  time: 9_000 + partition,
  foldedTime: 5_000 + partition,
  unreadable: 0,
  stopped: null,
  ...part,
});

const every = <T>(make: (partition: number) => T): T[] => [0, 1, 2, 3].map(make);

describe('the result of a run', () => {
  it('is the sum of its partials', () => {
    const result = resultOf(id, every(partial), every(status));
    expect(result.options).toEqual([1, 2, 3, 5].map((number, index) => ({ number, votes: 4 * (index + 1) })));
    expect(result).toMatchObject({
      voters: 40,
      duplicates: 8,
      repeats: 4,
      late: 0,
      invalid: 0,
      final: false,
      lagVotes: 0,
      incomplete: null,
    });
  });

  it('is all zeros, never undefined, before anything has come', () => {
    expect(resultOf(id, [], [])).toMatchObject({
      voters: 0,
      final: false,
      completeUpTo: null,
      closedPartitions: 0,
      partitions: 4,
      lagVotes: 0,
    });
    expect(resultOf(id, [], []).options.map((option) => option.votes)).toEqual([0, 0, 0, 0]);
  });

  it('is provisional until the last partition has passed its close marker', () => {
    const closing = every((partition) => partial(partition, { closedAt: partition === 2 ? null : 20 }));
    expect(resultOf(id, closing, every(status))).toMatchObject({ final: false, closedPartitions: 3, partitions: 4 });
    const final = every((partition) => partial(partition, { closedAt: 20 }));
    expect(resultOf(id, final.slice(1), every(status)).final).toBe(false);
    expect(resultOf(id, final, [])).toMatchObject({ final: true, closedPartitions: 4, completeUpTo: 5_003, lagVotes: 0 });
  });

  it('is complete up to the slowest partition: now where it has read to the end, else its last folded record', () => {
    expect(resultOf(id, every(partial), every(status)).completeUpTo).toBe(9_000);
    const behind = every((partition) => (partition === 3 ? status(3, { end: 30 }) : status(partition)));
    expect(resultOf(id, every(partial), behind)).toMatchObject({ completeUpTo: 5_003, lagVotes: 9 });
    expect(resultOf(id, every(partial), every(status).slice(1)).completeUpTo).toBeNull();
  });

  it('says why it is incomplete, unless it was final before', () => {
    const stopped = every((partition) => status(partition, { stopped: partition === 1 ? 'the log was cut off' : null }));
    expect(resultOf(id, every(partial), stopped).incomplete).toBe('the log was cut off');
    expect(
      resultOf(
        id,
        every((partition) => partial(partition, { closedAt: 1 })),
        stopped,
      ).incomplete,
    ).toBeNull();
  });

  it('takes no notice of partitions that the run does not have', () => {
    const foreign = status(7, { stopped: 'not ours', end: 99_999 });
    expect(resultOf(id, every(partial), [...every(status), foreign])).toMatchObject({ incomplete: null, lagVotes: 0, completeUpTo: 9_000 });
  });

  it('finds a count by its option number, not by its place', () => {
    const reordered = { ...id, options: [5, 1, 9] };
    expect(resultOf(reordered, [partial(0)], []).options).toEqual([
      { number: 5, votes: 4 },
      { number: 1, votes: 1 },
      { number: 9, votes: 0 },
    ]);
  });
});

describe('the board of partials', () => {
  it('keeps the newest of each run and partition in whatever order and however often they come', () => {
    const arrivals = fc.array(fc.record({ partition: fc.nat(3), offset: fc.nat(9), foldVersion: fc.integer({ min: 1, max: 2 }) }), {
      minLength: 1,
    });
    fc.assert(
      fc.property(arrivals, (list) => {
        const board: PartialBoard = new Map();
        const partials = list.map(({ partition, ...part }) => partial(partition, part));
        for (const one of [...partials, ...partials]) mergePartial(board, 'k', one);
        for (const kept of board.get('k')?.values() ?? []) {
          const rivals = partials.filter((one) => one.partition === kept.partition);
          expect(rivals.some((one) => isNewerPartial(one, kept))).toBe(false);
        }
        expect(board.get('k')?.size).toBe(new Set(list.map((one) => one.partition)).size);
      }),
    );
  });

  it('says whether something changed', () => {
    const board: PartialBoard = new Map();
    expect(mergePartial(board, 'k', partial(0, { offset: 5 }))).toBe(true);
    expect(mergePartial(board, 'k', partial(0, { offset: 5 }))).toBe(false);
    expect(mergePartial(board, 'k', partial(0, { offset: 4 }))).toBe(false);
    expect(mergePartial(board, 'k', partial(0, { offset: 6 }))).toBe(true);
    expect(mergePartial(board, 'other', partial(0, { offset: 1 }))).toBe(true);
  });
});
