import { expect, it } from 'vitest';
import { journeysOf } from '../../../bench/latency/journeys.ts';
import { voteIdOf } from '../../../bench/load/load-messages.ts';

const report = { prefix: 'b', dueAt: Float64Array.of(0, 10, 20), recordedAt: Float64Array.of(3, 13, 23), answers: {} };
const seen = (index: number, partition: number, offset: number, at: number) => ({ voteId: voteIdOf('b', index), partition, offset, at });

it('finds for each vote the first partial that counts it, and when so many voters were shown', () => {
  const journeys = journeysOf({
    report,
    votes: [seen(0, 0, 7, 5), seen(1, 1, 2, 15), seen(2, 0, 8, 25)],
    partials: [
      { partition: 1, offset: 1, at: 16 },
      { partition: 0, offset: 7, at: 17 },
      { partition: 1, offset: 2, at: 30 },
      { partition: 0, offset: 8, at: 40 },
    ],
    before: 100,
    desktop: [
      { at: 18, voters: 101 },
      { at: 45, voters: 103 },
    ],
    screen: [
      { at: 12, voters: 100 },
      { at: 19, voters: 101 },
      { at: 50, voters: 103 },
    ],
  });
  expect(journeys).toEqual([
    { dueAt: 0, recordedAt: 3, inLogAt: 5, inResultAt: 17, onDesktopAt: 18, onScreenAt: 19 },
    { dueAt: 10, recordedAt: 13, inLogAt: 15, inResultAt: 30, onDesktopAt: 45, onScreenAt: 50 },
    { dueAt: 20, recordedAt: 23, inLogAt: 25, inResultAt: 40, onDesktopAt: 45, onScreenAt: 50 },
  ]);
});

it('leaves out votes of another load', () => {
  const votes = [{ ...seen(0, 0, 0, 1), voteId: 'other-vote-00000000' }];
  expect(journeysOf({ report, votes, partials: [{ partition: 0, offset: 9, at: 2 }], before: 0, desktop: [], screen: [] })).toEqual([]);
});
