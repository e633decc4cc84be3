import * as fc from 'fast-check';
import { packBallots, unpackBallots } from '../../../../core/domain/ballots/ballot-batch.ts';
import type { ChangeRule } from '../../../../core/domain/poll.ts';
import { resultOf, partialOf } from '../../../../core/domain/result.ts';
import type { Result } from '../../../../core/domain/result.ts';
import type { FoldInput, RunTally, TallyState, VotesRecord } from '../../../../core/domain/tally.ts';
import { createRunState, createTallyState, foldRecord } from '../../../../core/domain/tally.ts';
import type { OpenMarker, Vote } from '../../../../core/domain/vote.ts';
import { partitionOf } from '../../../../core/domain/vote.ts';
import { ballotsOf } from './ballots/ballot-samples.ts';

export const pollId = 'poll-1';
export const options = [1, 2, 3, 5] as const;

export function markerOf(changes: ChangeRule, partitions = 1): OpenMarker {
  const rule = { type: 'multiple', options, min: 1, max: 3 };
  return { pollId, run: 1, rule, changes, partitions, buckets: 4, fingerprint: 'f' };
}

export const voteArbitrary = (voters: number): fc.Arbitrary<Vote> =>
  fc.record({
    pollId: fc.constant(pollId),
    run: fc.constant(1),
    voterId: fc.nat({ max: voters - 1 }).map((n) => `voter-${n}`),
    voteId: fc.uuid(),
    stamp: fc.integer({ min: 1, max: 20 }),
    choice: fc.subarray([...options], { minLength: 1, maxLength: 3 }),
  });

/** Votes of few voters, so that they meet; every one is different, as servers make them. */
export const votesArbitrary = fc.uniqueArray(voteArbitrary(6), { maxLength: 40, selector: (vote) => vote.voteId });

export const changesArbitrary = fc.constantFrom<ChangeRule>('none', 'until-close');

export const asRecord = (vote: Vote): VotesRecord => ({ kind: 'vote', vote });

export function asInputs(records: readonly VotesRecord[], firstOffset = 0): FoldInput[] {
  return records.map((record, index) => ({ offset: firstOffset + index, timestamp: 1_000 + firstOffset + index, record }));
}

export function foldAll(inputs: Iterable<FoldInput>, state = createTallyState(0)): TallyState {
  for (const input of inputs) foldRecord(state, input);
  return state;
}

export function foldRecords(marker: OpenMarker, records: readonly VotesRecord[]): TallyState {
  return foldAll(asInputs([{ kind: 'open', marker }, ...records]));
}

export function tallyOf(state: TallyState, key = `${pollId}:1`): RunTally {
  const run = state.runs.get(key);
  if (run === undefined) throw new Error(`no run ${key}`);
  return run.tally;
}

/** Another state with all that this one holds, as a checkpoint carries it over. */
export function copyOf(state: TallyState): TallyState {
  const runs = [...state.runs.values()].map(({ tally, ballots, choices }) => {
    const run = createRunState(structuredClone(tally));
    const rows = Array.from({ length: ballots.size() }, (_, row) => row);
    unpackBallots(run, packBallots({ ballots, choices }, rows));
    return run;
  });
  return { ...state, runs: new Map(runs.map((run) => [run.key, run])) };
}

/** All that a state says, to compare two of them. */
export function viewOf(state: TallyState) {
  return { ...state, runs: [...state.runs.values()].map((run) => ({ key: run.key, tally: run.tally, ballots: ballotsOf(run) })) };
}

export const numbersOf = ({ counts, voters, duplicates }: RunTally) => ({ counts, voters, duplicates });

/** Spreads votes over partitions as the server does, folds each, and sums. */
export function resultOver(partitions: number, changes: ChangeRule, votes: readonly Vote[]): Result {
  const partials = split(votes, partitions).map((own, partition) =>
    partialOf(partition, tallyOf(foldRecords(markerOf(changes, partitions), own.map(asRecord)))),
  );
  return resultOf({ pollId, run: 1, partitions, options }, partials, []);
}

export function split(votes: readonly Vote[], partitions: number): Vote[][] {
  return Array.from({ length: partitions }, (_, partition) => votes.filter((vote) => partitionOf(vote.voterId, partitions) === partition));
}
