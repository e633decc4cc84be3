import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { packBallots, unpackBallots } from '../../../../../core/domain/ballots/ballot-batch.ts';
import { createRunState, foldRecord } from '../../../../../core/domain/tally.ts';
import type { RunState, TallyState } from '../../../../../core/domain/tally.ts';
import type { Vote } from '../../../../../core/domain/vote.ts';
import { asRecord, changesArbitrary, foldRecords, markerOf, options, pollId } from '../fold-samples.ts';
import { ballotsOf } from './ballot-samples.ts';
import { foldPlainly } from './plain-fold.ts';

/** Ids as servers make them, ids at the edges of what a row holds, and ids that nobody should make. */
const idArbitrary = fc.oneof(
  fc.stringMatching(/^[A-Za-z0-9_-]{16}$/),
  fc.stringMatching(/^[A-Za-z0-9_-]{20,40}$/),
  fc.constantFrom(
    '',
    'A',
    'AA',
    'A'.repeat(24),
    'A'.repeat(25),
    'A'.repeat(34),
    'A'.repeat(35),
    '_'.repeat(34),
    '_',
    'é',
    'a b',
    '\u{1f600}',
    '0',
  ),
  fc.string(),
);
const stampArbitrary = fc.oneof(
  fc.integer({ min: 1, max: 3 }),
  fc.maxSafeInteger(),
  fc.constantFrom(0xffff_ffff, 0x1_0000_0000, 1_795_230_000_000, Number.MAX_SAFE_INTEGER, Number.MIN_SAFE_INTEGER, -1, 0),
);

/** Votes of few voters with few vote ids, so that they meet. */
const votesArbitrary = fc
  .tuple(fc.uniqueArray(idArbitrary, { minLength: 1, maxLength: 5 }), fc.uniqueArray(idArbitrary, { minLength: 1, maxLength: 6 }))
  .chain(([voterIds, voteIds]) =>
    fc.array(
      fc.record({
        pollId: fc.constant(pollId),
        run: fc.constant(1),
        voterId: fc.constantFrom(...voterIds),
        voteId: fc.constantFrom(...voteIds),
        stamp: stampArbitrary,
        choice: fc.subarray([...options], { minLength: 1, maxLength: 3 }),
      }),
      { maxLength: 60 },
    ),
  );

function runIn(state: TallyState): RunState {
  const run = state.runs.get(`${pollId}:1`);
  if (run === undefined) throw new Error('no run');
  return run;
}

const fold = (changes: 'none' | 'until-close', votes: readonly Vote[]) => runIn(foldRecords(markerOf(changes), votes.map(asRecord)));

describe('a table of ballots', () => {
  it('holds what a fold with plain objects holds, whatever the ids and stamps', () => {
    fc.assert(
      fc.property(changesArbitrary, votesArbitrary, (changes, votes) => {
        const run = fold(changes, votes);
        const { ballots, ...told } = foldPlainly(changes, votes);
        expect(ballotsOf(run)).toEqual(ballots);
        expect(run.tally).toMatchObject(told);
      }),
      { numRuns: 500 },
    );
  });

  it('finds every voter among many', () => {
    const voterIds = Array.from({ length: 20_000 }, (_, index) => `${'x'.repeat(index % 30)}${index}`);
    const run = fold(
      'none',
      voterIds.map((voterId) => ({ pollId, run: 1, voterId, voteId: `vote-of-${voterId}`, stamp: 1, choice: [1] })),
    );
    expect(run.ballots.size()).toBe(voterIds.length);
    expect(voterIds.map((voterId) => run.ballots.find(voterId))).toEqual(voterIds.map((_, row) => row));
    expect(run.ballots.find('somebody else')).toBe(-1);
  });

  it('is the same after it was saved in parts and read back', () => {
    fc.assert(
      fc.property(changesArbitrary, votesArbitrary, fc.array(fc.nat(60)), (changes, votes, saveAt) => {
        const state = foldRecords(markerOf(changes), []);
        const run = runIn(state);
        const read = createRunState(run.tally);
        const save = () => unpackBallots(read, packBallots(run, run.ballots.takeChanged()));
        votes.forEach((vote, index) => {
          foldRecord(state, { offset: state.offset, timestamp: 1, record: asRecord(vote) });
          if (saveAt.includes(index)) save();
        });
        save();
        expect(ballotsOf(read)).toEqual(ballotsOf(run));
        expect(run.ballots.takeChanged()).toEqual([]);
      }),
    );
  });

  it('takes 64 bytes a voter to keep, where nobody votes twice', () => {
    const voterId = (index: number) => `abcdefghijklmnopq${String(index).padStart(5, '0')}`;
    const votes = Array.from({ length: 5_000 }, (_, index) => ({
      ...{ pollId, run: 1, voterId: voterId(index), voteId: 'ABCDEFGHIJKLMNOP', stamp: 1_795_230_000_000, choice: [1 + (index % 3)] },
    }));
    const run = fold('none', votes);
    const { rows, names } = packBallots(run, run.ballots.takeChanged());
    expect(rows.byteLength).toBe(64 * votes.length);
    expect(names).toEqual({ choices: [[1], [2], [3]], ids: [] });
  });

  it('forgets choices that no ballot has any more, however often voters change theirs', () => {
    const rule = { type: 'multiple', options: Array.from({ length: 14 }, (_, index) => index), min: 1, max: 14 };
    const votes = Array.from({ length: 12_000 }, (_, index) => ({
      ...{ pollId, run: 1, voterId: `voter-${index % 3}`, voteId: `vote-${index}`, stamp: index },
      choice: rule.options.filter((option) => (((index + 1) >> option) & 1) === 1),
    }));
    const state = foldRecords({ ...markerOf('until-close'), rule }, votes.map(asRecord));
    const run = runIn(state);
    expect(run.choices.size()).toBeLessThan(2_000);
    const plain = foldPlainly('until-close', votes).ballots;
    expect(ballotsOf(run).map(({ choice }) => choice)).toEqual(plain.map(({ choice }) => choice));
    const counts = rule.options.map((option) => plain.filter(({ choice }) => choice.includes(option)).length);
    expect(run.tally.counts).toEqual(counts);
  });

  it('keeps nothing once its run is closed', () => {
    const state = foldRecords(markerOf('none'), [{ pollId, run: 1, voterId: 'é', voteId: 'v', stamp: 1, choice: [1] }].map(asRecord));
    const run = runIn(state);
    run.ballots.clear();
    expect([run.ballots.size(), run.ballots.find('é'), run.ballots.takeChanged()]).toEqual([0, -1, []]);
  });
});
