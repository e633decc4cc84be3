import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bucketOf, hashOf, isLaterVote, partitionOf } from '../../../../core/domain/vote.ts';

const voters = Array.from({ length: 8_000 }, (_, index) => `voter-${index}`);

function sizes(place: (voterId: string) => number, places: number): number[] {
  const found = Array.from({ length: places }, () => 0);
  for (const voter of voters) found[place(voter)] = (found[place(voter)] ?? 0) + 1;
  return found;
}

describe('where a voter belongs', () => {
  it('never changes from version to version: these are known values of FNV-1a', () => {
    expect([hashOf(''), hashOf('a'), hashOf('foobar')]).toEqual([0x811c9dc5, 0xe40c292c, 0xbf9cf968]);
  });

  it('is within range for any voter id', () => {
    fc.assert(
      fc.property(fc.string(), fc.integer({ min: 1, max: 64 }), fc.integer({ min: 1, max: 64 }), (voterId, partitions, buckets) => {
        expect(partitionOf(voterId, partitions)).toBeLessThan(partitions);
        expect(bucketOf(voterId, partitions, buckets)).toBeLessThan(buckets);
        expect(Math.min(partitionOf(voterId, partitions), bucketOf(voterId, partitions, buckets))).toBeGreaterThanOrEqual(0);
      }),
    );
  });

  it('spreads voters over partitions, and over buckets within one partition', () => {
    for (const size of sizes((voter) => partitionOf(voter, 4), 4)) expect(size).toBeGreaterThan(1_600);
    const inFirst = (voter: string) => (partitionOf(voter, 4) === 0 ? bucketOf(voter, 4, 4) : 4);
    for (const size of sizes(inFirst, 5).slice(0, 4)) expect(size).toBeGreaterThan(350);
  });
});

describe('the later of two votes', () => {
  it('is one of them, and the same whichever is asked first', () => {
    const vote = fc.record({ stamp: fc.integer({ min: 0, max: 3 }), voteId: fc.constantFrom('a', 'b', 'c') });
    fc.assert(
      fc.property(vote, vote, (a, b) => {
        const same = a.stamp === b.stamp && a.voteId === b.voteId;
        expect(Number(isLaterVote(a, b)) + Number(isLaterVote(b, a))).toBe(same ? 0 : 1);
      }),
    );
  });
});
