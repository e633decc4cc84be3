import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { TimelinePoint } from '../../../../core/domain/timeline.ts';
import { sumTimeline, timelinePointOf, timelineSteps } from '../../../../core/domain/timeline.ts';
import { partialOf } from '../../../../core/domain/result.ts';
import { foldRecords, markerOf, tallyOf } from './fold-samples.ts';

const point = (second: number, partition: number, votes: number): TimelinePoint => ({
  pollId: 'p',
  run: 1,
  partition,
  second,
  offset: second,
  counts: [votes, 2 * votes],
  voters: votes,
  duplicates: 1,
});

describe('the timeline', () => {
  it('sums partitions, each keeping its last counts while it is silent', () => {
    const rows = [...sumTimeline([point(10, 0, 1), point(10, 1, 5), point(12, 0, 3), point(13, 1, 6)], 'second')];
    expect(rows).toEqual([
      { second: 10, counts: [6, 12], voters: 6, duplicates: 2 },
      { second: 12, counts: [8, 16], voters: 8, duplicates: 2 },
      { second: 13, counts: [9, 18], voters: 9, duplicates: 2 },
    ]);
  });

  it('takes the state at the end of each minute or hour', () => {
    const points = [point(59, 0, 1), point(60, 0, 2), point(119, 0, 3), point(3600, 0, 4)];
    expect([...sumTimeline(points, 'minute')].map((row) => [row.second, row.voters])).toEqual([
      [0, 1],
      [60, 3],
      [3600, 4],
    ]);
    expect([...sumTimeline(points, 'hour')].map((row) => [row.second, row.voters])).toEqual([
      [0, 3],
      [3600, 4],
    ]);
  });

  it('uses points before the range as the base line only', () => {
    const rows = [...sumTimeline([point(3, 0, 7), point(4, 1, 1), point(10, 1, 2)], 'second', 10)];
    expect(rows.map((row) => [row.second, row.voters])).toEqual([[10, 9]]);
  });

  it('has no rows where nothing happened', () => {
    expect([...sumTimeline([], 'second')]).toEqual([]);
    expect([...sumTimeline([point(3, 0, 7)], 'second', 4)]).toEqual([]);
  });

  it('ends in the same numbers for every step, with rows in order', () => {
    const points = fc
      .array(fc.tuple(fc.nat(10_000), fc.nat(3), fc.nat(50)), { minLength: 1 })
      .map((list) =>
        list
          .map(([second, partition, votes]) => point(second, partition, votes))
          .sort((a, b) => a.second - b.second || a.partition - b.partition),
      );
    fc.assert(
      fc.property(points, (list) => {
        const last = (Object.keys(timelineSteps) as (keyof typeof timelineSteps)[]).map((step) => {
          const rows = [...sumTimeline(list, step)];
          const starts = rows.map((row) => row.second);
          expect(starts).toEqual([...new Set(starts)].sort((a, b) => a - b));
          const { counts, voters, duplicates } = rows.at(-1) ?? {};
          return { counts, voters, duplicates };
        });
        expect(last[1]).toEqual(last[0]);
        expect(last[2]).toEqual(last[0]);
      }),
    );
  });

  it('makes a point of a partial in whole seconds', () => {
    const partial = { ...partialOf(2, tallyOf(foldRecords(markerOf('none'), []))), time: 12_999, offset: 4 };
    expect(timelinePointOf(partial)).toMatchObject({ partition: 2, second: 12, offset: 4, counts: [0, 0, 0, 0] });
  });
});
