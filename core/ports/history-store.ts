import type { Poll } from '../domain/poll.ts';
import type { RunPartial } from '../domain/result.ts';
import type { TimelinePoint, TimelineStep } from '../domain/timeline.ts';
import type { OpenMarker } from '../domain/vote.ts';
import type { Choice } from '../domain/question-types/question-type.ts';
import type { TopicName } from './event-log.ts';

/** The vote that counts for one voter, as far as `offset` in the votes partition. */
export interface BallotRow {
  readonly pollId: string;
  readonly run: number;
  readonly partition: number;
  readonly bucket: number;
  readonly voterId: string;
  readonly voteId: string;
  /** Of two rows of one voter the one with the higher (order, voteId) stays, in whatever order they are written. */
  readonly order: number;
  /** When the log took the vote, ms since 1970. */
  readonly time: number;
  readonly choice: Choice;
}

/** A run as a votes partition's history has seen it: needed to go on after a restart. */
export interface SeenRun {
  readonly partition: number;
  readonly marker: OpenMarker;
  /** Offset of the close marker, once it has passed. */
  readonly closedAt: number | null;
}

export interface Position {
  readonly topic: TopicName;
  readonly partition: number;
  /** The next offset to read. */
  readonly offset: number;
}

/** Written together; where a store cannot do that in one transaction, positions are written last. */
export interface HistoryBatch {
  readonly polls?: readonly Poll[];
  readonly runs?: readonly SeenRun[];
  readonly ballots?: readonly BallotRow[];
  readonly timeline?: readonly TimelinePoint[];
  readonly partials?: readonly RunPartial[];
  readonly positions?: readonly Position[];
}

/**
 * Writing promises: everything is an idempotent upsert. Per key the newest stays, whatever the order of writes:
 * polls by `pollVersion`, partials by (foldVersion, offset), timeline points by offset, ballots by (order, voteId), a run's
 * close marker once set (the lowest offset). Positions are as last written. A batch that was rejected may be written again whole.
 */
export interface HistoryWriter {
  write(batch: HistoryBatch): Promise<void>;
  readPositions(topic: TopicName): Promise<readonly Position[]>;
  /** Of one votes partition. */
  readSeenRuns(partition: number): Promise<readonly SeenRun[]>;
}

export interface RunId {
  readonly pollId: string;
  readonly run: number;
}

export interface TimelineRange extends RunId {
  /** Ms since 1970, inclusive. The last point of each partition before it comes along as the base line. */
  readonly fromMs?: number;
  /** Ms since 1970, exclusive. */
  readonly toMs?: number;
  /** The coarsest step that will do: a store may leave out points that are not the last of their partition and step. */
  readonly step?: TimelineStep;
}

/** Reading promises: what `write` has resolved is seen by every reader, in any process; readers never block writers for long. */
export interface HistoryReader {
  /** Every poll, newest first. */
  listPolls(): Promise<readonly Poll[]>;
  /** By id, or by join code in its plain form (see `normalizeJoinCode`). */
  findPoll(idOrCode: string): Promise<Poll | undefined>;
  /** The last known partial of each votes partition. */
  readPartials(id: RunId): Promise<readonly RunPartial[]>;
  /** Points in order of (time, partition). */
  readTimeline(range: TimelineRange): Promise<readonly TimelinePoint[]>;
  /** All ballots of a run in chunks of at most 5,000 rows, ordered by (partition, bucket, voterId); memory stays bounded. */
  readBallots(id: RunId): AsyncIterable<readonly BallotRow[]>;
  countBallots(id: RunId): Promise<number>;
  stop(): Promise<void>;
}

export interface HistoryStore extends HistoryReader, HistoryWriter {}
