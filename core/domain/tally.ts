import type { ChangeRule } from './poll.ts';
import { runKeyOf } from './poll.ts';
import type { Choice } from './question-types/question-type.ts';
import { findQuestionType } from './question-types/registry.ts';
import type { CloseMarker, OpenMarker, Vote } from './vote.ts';
import { isLaterVote } from './vote.ts';

/** Raised when the fold's rules change: state and partials of another version are not comparable. */
export const foldVersion = 1;

/** Beyond this many different votes of one voter in a run, further unknown ones count as duplicates without being remembered. */
export const rememberedVotesPerVoter = 64;

/** The vote that counts for a voter, and the identities of that voter's others. */
export interface Ballot {
  readonly voteId: string;
  readonly stamp: number;
  readonly choice: Choice;
  readonly others?: readonly string[];
}

/** The counted part of one run in one votes partition. `counts[i]` belongs to `marker.rule.options[i]`. */
export interface RunTally {
  readonly marker: OpenMarker;
  readonly counts: number[];
  voters: number;
  duplicates: number;
  repeats: number;
  late: number;
  invalid: number;
  /** Offset of the close marker; null while the run takes votes. */
  closedAt: number | null;
  /** Offset and time of the last record of this run. */
  offset: number;
  time: number;
}

export interface RunState {
  readonly key: string;
  readonly tally: RunTally;
  readonly ballots: Map<string, Ballot>;
  /** Voters whose ballot changed since the last checkpoint. */
  readonly changed: Set<string>;
}

/** The fold of one votes partition up to, not including, `offset`. */
export interface TallyState {
  readonly partition: number;
  offset: number;
  /** The highest timestamp folded, ms since 1970. */
  time: number;
  /** Records that no run can be charged with: damaged, of an unknown run, or of a type unknown here. */
  unreadable: number;
  readonly runs: Map<string, RunState>;
}

/** A record of the votes topic as read; `undefined` where it could not be understood. */
export type VotesRecord =
  | { readonly kind: 'open'; readonly marker: OpenMarker }
  | { readonly kind: 'vote'; readonly vote: Vote }
  | { readonly kind: 'close'; readonly marker: CloseMarker }
  | { readonly kind: 'malformed'; readonly runKey: string };

export function createTallyState(partition: number): TallyState {
  return { partition, offset: 0, time: 0, unreadable: 0, runs: new Map() };
}

export function createRunState(tally: RunTally): RunState {
  return { key: runKeyOf(tally.marker.pollId, tally.marker.run), tally, ballots: new Map(), changed: new Set() };
}

export interface FoldInput {
  readonly offset: number;
  readonly timestamp: number;
  readonly record: VotesRecord;
}

/**
 * Folds one record into the state and returns the run it touched. An offset below the expected one is ignored; the
 * caller must not pass one above it (a hole is not a fold's to judge). Depends on nothing but the state and the record.
 */
export function foldRecord(state: TallyState, input: FoldInput): RunState | undefined {
  if (input.offset < state.offset) return undefined;
  if (input.offset > state.offset) throw new Error(`offset ${input.offset} given to a fold that expects ${state.offset}`);
  state.offset = input.offset + 1;
  state.time = Math.max(state.time, input.timestamp);
  const touched = foldInto(state, input);
  if (touched === undefined) {
    state.unreadable += 1;
    return undefined;
  }
  touched.tally.offset = input.offset;
  touched.tally.time = state.time;
  return touched;
}

function foldInto(state: TallyState, { offset, record }: FoldInput): RunState | undefined {
  if (record.kind === 'open') return openRun(state, record.marker);
  const run = state.runs.get(record.kind === 'malformed' ? record.runKey : runKeyOf(...idOf(record)));
  if (run === undefined) return undefined;
  if (record.kind === 'close') {
    run.tally.closedAt ??= offset;
    run.ballots.clear();
    run.changed.clear();
  } else if (record.kind === 'malformed') {
    run.tally.invalid += 1;
  } else {
    foldVote(run, record.vote);
  }
  return run;
}

function idOf(record: { kind: 'vote'; vote: Vote } | { kind: 'close'; marker: CloseMarker }): [string, number] {
  return record.kind === 'vote' ? [record.vote.pollId, record.vote.run] : [record.marker.pollId, record.marker.run];
}

function openRun(state: TallyState, marker: OpenMarker): RunState | undefined {
  if (findQuestionType(marker.rule.type) === undefined) return undefined;
  const key = runKeyOf(marker.pollId, marker.run);
  const known = state.runs.get(key);
  if (known !== undefined) return known;
  const run = createRunState({
    marker,
    counts: marker.rule.options.map(() => 0),
    voters: 0,
    duplicates: 0,
    repeats: 0,
    late: 0,
    invalid: 0,
    closedAt: null,
    offset: state.offset - 1,
    time: state.time,
  });
  state.runs.set(key, run);
  return run;
}

function foldVote(run: RunState, vote: Vote): void {
  const { tally } = run;
  if (tally.closedAt !== null) {
    tally.late += 1;
    return;
  }
  const choice = findQuestionType(tally.marker.rule.type)?.validate(tally.marker.rule, vote.choice);
  if (choice === undefined) {
    tally.invalid += 1;
    return;
  }
  const current = run.ballots.get(vote.voterId);
  if (current === undefined) {
    tally.voters += 1;
    addToCounts(tally, choice, 1);
    setBallot(run, vote.voterId, { voteId: vote.voteId, stamp: vote.stamp, choice });
  } else {
    foldFurtherVote(run, current, { ...vote, choice });
  }
}

/** A vote of a voter who has a ballot already: a repeat, a duplicate, or the one that counts from now on. */
function foldFurtherVote(run: RunState, current: Ballot, vote: Vote): void {
  const { tally } = run;
  const { changes } = tally.marker;
  const identity = identityOf(changes, vote);
  const others = current.others ?? [];
  if (identity === identityOf(changes, current) || others.includes(identity)) {
    tally.repeats += 1;
    return;
  }
  tally.duplicates += 1;
  const remember = others.length < rememberedVotesPerVoter;
  if (changes === 'until-close' && isLaterVote(vote, current)) {
    addToCounts(tally, current.choice, -1);
    addToCounts(tally, vote.choice, 1);
    const kept = remember ? [...others, identityOf(changes, current)] : others;
    setBallot(run, vote.voterId, { voteId: vote.voteId, stamp: vote.stamp, choice: vote.choice, others: kept });
  } else if (remember) {
    setBallot(run, vote.voterId, { ...current, others: [...others, identity] });
  }
}

/** Where votes may change, the same id with another stamp is another vote: then only the stamps decide, in any order. */
function identityOf(changes: ChangeRule, vote: Pick<Vote, 'voteId' | 'stamp'>): string {
  return changes === 'none' ? vote.voteId : `${vote.voteId}@${vote.stamp}`;
}

function addToCounts(tally: RunTally, choice: Choice, amount: 1 | -1): void {
  const keys = findQuestionType(tally.marker.rule.type)?.keys(tally.marker.rule, choice) ?? [];
  for (const key of keys) tally.counts[key] = (tally.counts[key] ?? 0) + amount;
}

function setBallot(run: RunState, voterId: string, ballot: Ballot): void {
  run.ballots.set(voterId, ballot);
  run.changed.add(voterId);
}
