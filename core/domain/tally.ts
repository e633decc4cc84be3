import type { BallotTable } from './ballots/ballot-table.ts';
import { createBallotTable } from './ballots/ballot-table.ts';
import type { ChoiceList } from './ballots/choice-list.ts';
import { createChoiceList } from './ballots/choice-list.ts';
import { runKeyOf } from './poll.ts';
import { findQuestionType } from './question-types/registry.ts';
import type { CloseMarker, OpenMarker, Vote } from './vote.ts';

/** Raised when the fold's rules change: state and partials of another version are not comparable. */
export const foldVersion = 1;

const spareChoices = 1_024;

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
  /** Of each voter the vote that counts, and the identities of the others. */
  readonly ballots: BallotTable;
  readonly choices: ChoiceList;
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
  const { pollId, run, rule, changes } = tally.marker;
  return { key: runKeyOf(pollId, run), tally, ballots: createBallotTable(changes), choices: createChoiceList(rule) };
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
    run.choices.clear();
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
  forgetUnusedChoices(run);
  const choice = run.choices.numberOf(vote.choice);
  if (choice < 0) {
    tally.invalid += 1;
    return;
  }
  const row = run.ballots.find(vote.voterId);
  if (row < 0) {
    tally.voters += 1;
    addToCounts(run, choice, 1);
    run.ballots.add(vote.voterId, vote, choice);
  } else {
    foldFurtherVote(run, row, vote, choice);
  }
}

/** Votes that do not count, or no longer, bring choices as well: of these no more are remembered than there are ballots, and some. */
function forgetUnusedChoices({ ballots, choices }: RunState): void {
  if (choices.size() > 2 * ballots.size() + spareChoices) choices.keepOnly(ballots.usedChoices());
}

/** A vote of a voter who has a ballot already: a repeat, a duplicate, or the one that counts from now on. */
function foldFurtherVote(run: RunState, row: number, vote: Vote, choice: number): void {
  const { tally, ballots } = run;
  if (ballots.knows(row, vote)) {
    tally.repeats += 1;
    return;
  }
  tally.duplicates += 1;
  if (tally.marker.changes === 'until-close' && ballots.isLater(row, vote)) {
    addToCounts(run, ballots.choiceOf(row), -1);
    addToCounts(run, choice, 1);
    ballots.replace(row, vote, choice);
  } else {
    ballots.remember(row, vote);
  }
}

function addToCounts({ tally, choices }: RunState, choice: number, amount: 1 | -1): void {
  for (const key of choices.keysAt(choice)) tally.counts[key] = (tally.counts[key] ?? 0) + amount;
}
