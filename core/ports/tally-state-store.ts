import type { BallotBatch } from '../domain/ballots/ballot-batch.ts';
import type { RunTally } from '../domain/tally.ts';

/** One votes partition's fold at one offset. */
export interface SavedTally {
  /** The next offset to fold. */
  readonly offset: number;
  readonly foldVersion: number;
  /** Timestamp of the last folded record, ms since 1970; 0 before the first. */
  readonly time: number;
  readonly unreadable: number;
  readonly runs: readonly RunTally[];
}

/** Some ballots of one run. */
export interface RunBallots extends BallotBatch {
  readonly runKey: string;
}

export interface TallyCheckpoint {
  readonly partition: number;
  readonly saved: SavedTally;
  /** Ballots that changed since the last checkpoint. Made while the store takes them, in one memory: each is good until the next is taken. */
  readonly changed: Iterable<RunBallots>;
  /** Runs whose voters are no longer needed. */
  readonly droppedRuns: readonly string[];
}

/**
 * Where a tally worker keeps its fold between restarts. A checkpoint is saved whole or not at all.
 * It need not be durable against loss of power, but must never be torn: state follows from the log.
 */
export interface TallyStateStore {
  /** Undefined where there is no state, or it was written by another fold version. */
  load(partition: number): Promise<SavedTally | undefined>;
  /** In the order in which they were saved: a voter may come again in a later batch, and that one counts. */
  loadBallots(partition: number): AsyncIterable<RunBallots>;
  /** Works in slices, so that other work of the thread gets its turn. */
  save(checkpoint: TallyCheckpoint): Promise<void>;
  /** Forgets a partition's state. */
  reset(partition: number): Promise<void>;
  stop(): Promise<void>;
}
