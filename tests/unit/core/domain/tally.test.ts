import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { rememberedVotesPerVoter } from '../../../../core/domain/ballots/ballot-table.ts';
import type { VotesRecord } from '../../../../core/domain/tally.ts';
import { createTallyState, foldRecord } from '../../../../core/domain/tally.ts';
import type { Vote } from '../../../../core/domain/vote.ts';
import { accountOf, faultsInResult } from '../../../checker/true-result.ts';
import {
  asInputs,
  asRecord,
  changesArbitrary,
  copyOf,
  foldAll,
  foldRecords,
  markerOf,
  numbersOf,
  pollId,
  resultOver,
  tallyOf,
  viewOf,
  votesArbitrary,
} from './fold-samples.ts';

const vote = (part: Partial<Vote> = {}): Vote => ({ pollId, run: 1, voterId: 'ada', voteId: 'v1', stamp: 1, choice: [1], ...part });
const close: VotesRecord = { kind: 'close', marker: { pollId, run: 1 } };
const malformed: VotesRecord = { kind: 'malformed', runKey: `${pollId}:1` };

/** A whole partition's log: votes, damage, perhaps a close marker somewhere, perhaps a stray run. */
const logArbitrary = fc.tuple(changesArbitrary, votesArbitrary, fc.array(fc.nat(60), { maxLength: 8 })).map(([changes, votes, places]) => {
  const strays: VotesRecord[] = [
    malformed,
    close,
    asRecord(vote({ run: 9 })),
    { kind: 'open', marker: markerOf(changes) },
    asRecord(vote({ choice: [4] })),
  ];
  const records: VotesRecord[] = [{ kind: 'open', marker: markerOf(changes) }, ...votes.map(asRecord)];
  places.forEach((place, index) => records.splice(1 + (place % records.length), 0, strays[index % strays.length] ?? malformed));
  return asInputs(records);
});

describe('the fold of a votes partition', () => {
  it('gives the same state however the log is split into batches with a checkpoint between', () => {
    fc.assert(
      fc.property(logArbitrary, fc.array(fc.nat(60)), (log, cuts) => {
        let state = createTallyState(0);
        for (const input of log) {
          foldRecord(state, input);
          if (cuts.includes(input.offset)) state = copyOf(state);
        }
        expect(viewOf(state)).toEqual(viewOf(foldAll(log)));
      }),
    );
  });

  it('gives the same state when a worker goes back to any checkpoint and replays from anywhere before it', () => {
    fc.assert(
      fc.property(logArbitrary, fc.nat(60), fc.nat(60), (log, cut, back) => {
        const checkpoint = copyOf(foldAll(log.slice(0, cut)));
        expect(viewOf(foldAll(log.slice(Math.max(0, cut - back)), checkpoint))).toEqual(viewOf(foldAll(log)));
      }),
    );
  });

  it('keeps counts, voters and duplicates when any record is appended again', () => {
    fc.assert(
      fc.property(logArbitrary, fc.array(fc.nat(60), { maxLength: 20 }), (log, again) => {
        const once = tallyOf(foldAll(log));
        const repeats = again.map((place) => log[place % log.length]?.record ?? malformed).filter((record) => isRepeatable(record));
        const records = log.map((input) => input.record);
        expect(numbersOf(tallyOf(foldAll(asInputs([...records, ...repeats]))))).toEqual(numbersOf(once));
      }),
    );
  });

  it('keeps counts, voters and duplicates when a vote is repeated anywhere after itself', () => {
    fc.assert(
      fc.property(changesArbitrary, votesArbitrary, fc.array(fc.tuple(fc.nat(40), fc.nat(40))), (changes, votes, again) => {
        const repeated = [...votes];
        for (const [which, distance] of again) {
          const copy = repeated[which];
          if (copy !== undefined) repeated.splice(which + 1 + distance, 0, copy);
        }
        const run = tallyOf(foldRecords(markerOf(changes), repeated.map(asRecord)));
        expect(numbersOf(run)).toEqual(numbersOf(tallyOf(foldRecords(markerOf(changes), votes.map(asRecord)))));
        expect(run.repeats).toBe(repeated.length - votes.length);
      }),
    );
  });

  it('does not depend on the order of votes where they may change', () => {
    const shuffled = votesArbitrary.chain((votes) => fc.tuple(fc.constant(votes), fc.shuffledSubarray(votes, { minLength: votes.length })));
    fc.assert(
      fc.property(shuffled, ([votes, reordered]) => {
        const marker = markerOf('until-close');
        expect(numbersOf(tallyOf(foldRecords(marker, reordered.map(asRecord))))).toEqual(
          numbersOf(tallyOf(foldRecords(marker, votes.map(asRecord)))),
        );
      }),
    );
  });

  it('sums to the same result for any number of partitions, and to what the independent account says', () => {
    fc.assert(
      fc.property(changesArbitrary, votesArbitrary, fc.integer({ min: 1, max: 12 }), (changes, votes, partitions) => {
        const { options, voters, duplicates } = resultOver(partitions, changes, votes);
        const one = resultOver(1, changes, votes);
        expect({ options, voters, duplicates }).toEqual({ options: one.options, voters: one.voters, duplicates: one.duplicates });
        expect(faultsInResult(accountOf(votes, changes), { options, voters, duplicates })).toEqual([]);
      }),
    );
  });

  it('never counts below zero, and never more voters than votes', () => {
    fc.assert(
      fc.property(logArbitrary, (log) => {
        const tally = tallyOf(foldAll(log));
        expect(Math.min(...tally.counts, tally.voters, tally.duplicates)).toBeGreaterThanOrEqual(0);
        expect(tally.voters + tally.duplicates + tally.repeats + tally.late + tally.invalid).toBeLessThanOrEqual(log.length);
      }),
    );
  });
});

/** Damage and strays have no identity: each one is counted. */
function isRepeatable(record: VotesRecord): boolean {
  return record.kind === 'open' || record.kind === 'close' || (record.kind === 'vote' && record.vote.run === 1);
}

describe('a single run', () => {
  it('lets the first vote in the log win where votes may not change, and counts the others as duplicates', () => {
    const run = tallyOf(foldRecords(markerOf('none'), [vote({ stamp: 9 }), vote({ voteId: 'v2', choice: [2] })].map(asRecord)));
    expect(run).toMatchObject({ counts: [1, 0, 0, 0], voters: 1, duplicates: 1, repeats: 0 });
  });

  it('lets the highest stamp win where votes may change, even when it arrives first', () => {
    const run = tallyOf(foldRecords(markerOf('until-close'), [vote({ stamp: 9 }), vote({ voteId: 'v2', choice: [2] })].map(asRecord)));
    expect(run).toMatchObject({ counts: [1, 0, 0, 0], voters: 1, duplicates: 1 });
  });

  it('lets the higher voteId win between equal stamps', () => {
    const run = tallyOf(foldRecords(markerOf('until-close'), [vote(), vote({ voteId: 'v2', choice: [2, 3] })].map(asRecord)));
    expect(run).toMatchObject({ counts: [0, 1, 1, 0], voters: 1, duplicates: 1 });
  });

  it('counts what comes after the close marker as late and drops its voters', () => {
    const state = foldRecords(markerOf('none'), [asRecord(vote()), close, asRecord(vote({ voterId: 'bo', voteId: 'v2' })), close]);
    expect(tallyOf(state)).toMatchObject({ counts: [1, 0, 0, 0], voters: 1, late: 1, closedAt: 2 });
    expect(state.runs.get(`${pollId}:1`)?.ballots.size()).toBe(0);
  });

  it('counts choices against the rule, and damaged records of the run, as invalid', () => {
    const bad = [[], [4], [1, 1], [1, 2, 3, 5]].map((choice, index) => asRecord(vote({ voterId: `w${index}`, choice })));
    expect(tallyOf(foldRecords(markerOf('none'), [...bad, malformed]))).toMatchObject({ counts: [0, 0, 0, 0], voters: 0, invalid: 5 });
  });

  it('counts records of an unknown run, or of a question type unknown here, as unreadable', () => {
    const unknownType = { ...markerOf('none'), run: 7, rule: { ...markerOf('none').rule, type: 'ranking-of-tomorrow' } };
    const strays: VotesRecord[] = [asRecord(vote({ run: 2 })), { kind: 'malformed', runKey: 'x' }, { kind: 'open', marker: unknownType }];
    const state = foldRecords(markerOf('none'), [...strays, asRecord(vote({ run: 7 }))]);
    expect(state).toMatchObject({ unreadable: 4, offset: 5 });
    expect(tallyOf(state)).toMatchObject({ voters: 0, invalid: 0, offset: 0 });
  });

  it('keeps runs of the same poll apart', () => {
    const second = { ...markerOf('none'), run: 2 };
    const state = foldRecords(markerOf('none'), [
      asRecord(vote()),
      close,
      { kind: 'open', marker: second },
      asRecord(vote({ run: 2, choice: [5] })),
    ]);
    expect(tallyOf(state).counts).toEqual([1, 0, 0, 0]);
    expect(tallyOf(state, `${pollId}:2`)).toMatchObject({ counts: [0, 0, 0, 1], voters: 1 });
  });

  it('ignores an offset it has folded and refuses to jump over one it has not', () => {
    const state = foldRecords(markerOf('none'), [asRecord(vote())]);
    expect(foldRecord(state, { offset: 1, timestamp: 9_999_999, record: asRecord(vote({ voterId: 'bo' })) })).toBeUndefined();
    expect(tallyOf(state).voters).toBe(1);
    expect(() => foldRecord(state, { offset: 3, timestamp: 1, record: malformed })).toThrow('expects 2');
  });

  it('remembers a bounded number of votes of one voter, and counts exactly all the same', () => {
    for (const changes of ['none', 'until-close'] as const) {
      const many = Array.from({ length: rememberedVotesPerVoter * 3 }, (_, index) =>
        vote({ voteId: `v${index}`, stamp: index + 1, choice: [1 + (index % 3)] }),
      );
      const state = foldRecords(markerOf(changes), many.map(asRecord));
      const ballots = viewOf(state).runs[0]?.ballots;
      expect(ballots?.map(({ others }) => others.length)).toEqual([rememberedVotesPerVoter]);
      expect(tallyOf(state)).toMatchObject({ voters: 1, duplicates: many.length - 1 });
      expect(tallyOf(state).counts).toEqual(changes === 'none' ? [1, 0, 0, 0] : [0, 0, 1, 0]);
    }
  });

  it('marks the voters whose ballot changed, for the next checkpoint', () => {
    const state = foldRecords(markerOf('none'), [asRecord(vote()), asRecord(vote({ voterId: 'bo', voteId: 'v2' }))]);
    const ballots = state.runs.get(`${pollId}:1`)?.ballots;
    expect(ballots?.takeChanged()).toEqual([ballots?.find('ada'), ballots?.find('bo')]);
    foldRecord(state, { offset: 3, timestamp: 1, record: asRecord(vote({ voterId: 'bo', voteId: 'v3' })) });
    foldRecord(state, { offset: 4, timestamp: 1, record: asRecord(vote({ voterId: 'bo', voteId: 'v3' })) });
    expect(ballots?.takeChanged()).toEqual([ballots?.find('bo')]);
  });

  it('takes the time of the log, never going backwards', () => {
    const state = foldAll([
      { offset: 0, timestamp: 500, record: { kind: 'open', marker: markerOf('none') } },
      { offset: 1, timestamp: 400, record: asRecord(vote()) },
    ]);
    expect(tallyOf(state)).toMatchObject({ time: 500, offset: 1 });
  });
});
