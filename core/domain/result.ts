import type { RunTally } from './tally.ts';
import { foldVersion } from './tally.ts';

/** What one votes partition contributes to a run's result: absolute numbers at an offset. Times in ms since 1970. */
export interface RunPartial {
  readonly foldVersion: number;
  readonly pollId: string;
  readonly run: number;
  readonly partition: number;
  /** The number of votes partitions of the run: so many partials make a result. */
  readonly partitions: number;
  /** Offset and time of the last record of this run that is folded in. */
  readonly offset: number;
  readonly time: number;
  /** Option numbers, in the order of `counts`. */
  readonly options: readonly number[];
  readonly counts: readonly number[];
  readonly voters: number;
  readonly duplicates: number;
  readonly repeats: number;
  readonly late: number;
  readonly invalid: number;
  /** Offset of the close marker, or null. */
  readonly closedAt: number | null;
}

/** How far a votes partition is folded, once a second. Times in ms since 1970. */
export interface TallyStatus {
  readonly partition: number;
  /** The next offset to fold, and the log's end when `time` was read. */
  readonly folded: number;
  readonly end: number;
  readonly time: number;
  /** Timestamp of the last folded record. */
  readonly foldedTime: number;
  readonly unreadable: number;
  /** Why the partition is not folded on, or null: a result with such a partition is incomplete. */
  readonly stopped: string | null;
}

export function partialOf(partition: number, tally: RunTally): RunPartial {
  const { marker, counts, voters, duplicates, repeats, late, invalid, closedAt, offset, time } = tally;
  return {
    foldVersion,
    pollId: marker.pollId,
    run: marker.run,
    partition,
    partitions: marker.partitions,
    offset,
    time,
    options: marker.rule.options,
    counts: [...counts],
    voters,
    duplicates,
    repeats,
    late,
    invalid,
    closedAt,
  };
}

/** Whether `a` is to be kept rather than `b`, both of the same run and partition. */
export function isNewerPartial(a: RunPartial, b: RunPartial): boolean {
  return a.foldVersion === b.foldVersion ? a.offset > b.offset : a.foldVersion > b.foldVersion;
}

/** One number an option, in the poll's order. */
export interface OptionCount {
  readonly number: number;
  readonly votes: number;
}

export interface Result {
  readonly pollId: string;
  readonly run: number;
  readonly options: readonly OptionCount[];
  readonly voters: number;
  readonly duplicates: number;
  readonly repeats: number;
  readonly late: number;
  readonly invalid: number;
  /** Every votes partition has passed its close marker: the numbers will not change. */
  readonly final: boolean;
  /** Everything the log took up to this time is counted (ms since 1970), or null while unknown. */
  readonly completeUpTo: number | null;
  /** How many of `partitions` have passed their close marker. */
  readonly closedPartitions: number;
  readonly partitions: number;
  /** Records appended and not yet folded, over the run's partitions; of all polls, as they share partitions. */
  readonly lagVotes: number;
  /** Why the result is incomplete, or null. */
  readonly incomplete: string | null;
}

/**
 * A poll's result is the sum of its partials: at most one per partition, as `mergePartial` keeps them. `options` are the
 * poll's option numbers, for a run of which no partial has come yet.
 */
export function resultOf(
  id: { readonly pollId: string; readonly run: number; readonly partitions: number; readonly options: readonly number[] },
  partials: readonly RunPartial[],
  statuses: readonly TallyStatus[],
): Result {
  const sum = (pick: (partial: RunPartial) => number) => partials.reduce((total, partial) => total + pick(partial), 0);
  const relevant = statuses.filter((status) => status.partition < id.partitions);
  const closed = partials.filter((partial) => partial.closedAt !== null).length;
  const final = partials.length === id.partitions && closed === id.partitions;
  return {
    pollId: id.pollId,
    run: id.run,
    options: id.options.map((number) => ({ number, votes: sum((partial) => partial.counts[partial.options.indexOf(number)] ?? 0) })),
    voters: sum((partial) => partial.voters),
    duplicates: sum((partial) => partial.duplicates),
    repeats: sum((partial) => partial.repeats),
    late: sum((partial) => partial.late),
    invalid: sum((partial) => partial.invalid),
    final,
    completeUpTo: final ? Math.max(...partials.map((partial) => partial.time)) : completeUpTo(relevant, id.partitions),
    closedPartitions: closed,
    partitions: id.partitions,
    lagVotes: final ? 0 : relevant.reduce((total, status) => total + Math.max(0, status.end - status.folded), 0),
    incomplete: final ? null : (relevant.find((status) => status.stopped !== null)?.stopped ?? null),
  };
}

function completeUpTo(statuses: readonly TallyStatus[], partitions: number): number | null {
  if (statuses.length < partitions) return null;
  return Math.min(...statuses.map((status) => (status.folded >= status.end ? status.time : status.foldedTime)));
}

/** Partials of all runs, the newest per run and partition. */
export type PartialBoard = Map<string, Map<number, RunPartial>>;

/** Keeps the newer; says whether the board changed. */
export function mergePartial(board: PartialBoard, runKey: string, partial: RunPartial): boolean {
  const ofRun = board.get(runKey) ?? new Map<number, RunPartial>();
  board.set(runKey, ofRun);
  const known = ofRun.get(partial.partition);
  if (known !== undefined && !isNewerPartial(partial, known)) return false;
  ofRun.set(partial.partition, partial);
  return true;
}
