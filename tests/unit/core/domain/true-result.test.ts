import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { accountOf, faultsInLog, faultsInResult } from '../../../checker/true-result.ts';
import { resultOver, split, votesArbitrary } from './fold-samples.ts';

/** A checker that cannot find a planted fault proves nothing: each kind is planted, in every sample. */
const someVotes = votesArbitrary.filter((votes) => votes.length > 1);

describe('the independent checker', () => {
  it('has nothing to say about an honest log and result, repeats included', () => {
    fc.assert(
      fc.property(votesArbitrary, (votes) => {
        const withRepeats = [...votes, ...votes.slice(0, 3)];
        expect(faultsInLog(votes, split(withRepeats, 4))).toEqual([]);
        expect(faultsInResult(accountOf(withRepeats, 'none'), resultOver(4, 'none', withRepeats))).toEqual([]);
      }),
    );
  });

  it('finds a lost record', () => {
    fc.assert(
      fc.property(someVotes, fc.nat(), (votes, place) => {
        const lost = place % votes.length;
        const rest = votes.filter((_, index) => index !== lost);
        expect(faultsInLog(votes, split(rest, 4))).toEqual([`vote ${votes[lost]?.voteId} is lost`]);
        expect(faultsInResult(accountOf(votes, 'none'), resultOver(4, 'none', rest))).not.toEqual([]);
      }),
    );
  });

  it('finds a vote counted twice', () => {
    fc.assert(
      fc.property(someVotes, (votes) => {
        const honest = resultOver(4, 'none', votes);
        const [first] = votes[0]?.choice ?? [];
        const doubled = {
          ...honest,
          options: honest.options.map((o) => (o.number === first ? { ...o, votes: o.votes + 1 } : o)),
          voters: honest.voters + 1,
        };
        expect(faultsInResult(accountOf(votes, 'none'), doubled)).toHaveLength(2);
      }),
    );
  });

  it('finds a record that was written under a new identity', () => {
    fc.assert(
      fc.property(someVotes, (votes) => {
        const doubled = [...votes, ...votes.slice(0, 1).map((vote) => ({ ...vote, voteId: 'made-up' }))];
        expect(faultsInLog(votes, split(doubled, 4))).toEqual(['vote made-up was never sent']);
        expect(faultsInResult(accountOf(votes, 'none'), resultOver(4, 'none', doubled))).not.toEqual([]);
      }),
    );
  });

  it('finds a misfiled record', () => {
    fc.assert(
      fc.property(someVotes, (votes) => {
        const partitions = split(votes, 4);
        const from = partitions.findIndex((own) => own.length > 0);
        const moved = partitions[from]?.shift();
        partitions[(from + 1) % 4]?.push(...(moved === undefined ? [] : [moved]));
        expect(faultsInLog(votes, partitions)).toEqual([`vote ${moved?.voteId} lies in partition ${(from + 1) % 4}`]);
      }),
    );
  });

  it('finds an altered record and a wrong count', () => {
    fc.assert(
      fc.property(someVotes, (votes) => {
        const altered = votes.map((vote, index) => (index === 0 ? { ...vote, stamp: vote.stamp + 1000 } : vote));
        expect(faultsInLog(votes, split(altered, 4))).toEqual([`vote ${votes[0]?.voteId} was altered`]);
        const honest = resultOver(4, 'until-close', votes);
        const wrong = { ...honest, options: honest.options.map((o) => (o.number === 2 ? { ...o, votes: o.votes + 1 } : o)) };
        expect(faultsInResult(accountOf(votes, 'until-close'), wrong)).toHaveLength(1);
        expect(faultsInResult(accountOf(votes, 'until-close'), { ...honest, duplicates: honest.duplicates + 1 })).toHaveLength(1);
      }),
    );
  });
});
