import type { ChangeRule } from './poll.ts';
import type { Choice, QuestionRule } from './question-types/question-type.ts';

/** What a participant sends, as it stands in the log. */
export interface Vote {
  readonly pollId: string;
  readonly run: number;
  /** HMAC(poll key, device or code): differs from poll to poll. */
  readonly voterId: string;
  /** Same when a vote is sent again. */
  readonly voteId: string;
  /** Milliseconds since 1970, strictly growing per voter; same when a vote is sent again. */
  readonly stamp: number;
  readonly choice: Choice;
}

/** The first record of a run in each votes partition: everything the fold needs. */
export interface OpenMarker {
  readonly pollId: string;
  readonly run: number;
  readonly rule: QuestionRule;
  readonly changes: ChangeRule;
  /** The number of votes partitions of this run. */
  readonly partitions: number;
  /** The number of buckets that ballots of a partition are spread over in history. */
  readonly buckets: number;
  readonly fingerprint: string;
}

export interface CloseMarker {
  readonly pollId: string;
  readonly run: number;
}

/**
 * FNV-1a over the UTF-16 units, 32 bits (Fowler, Noll, Vo; parameters of draft-eastlake-fnv). It only has to spread
 * voter ids, which are HMAC output, evenly.
 */
export function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index += 1) {
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  }
  return hash >>> 0;
}

/** The votes partition of a voter in a run with `partitions` partitions. */
export function partitionOf(voterId: string, partitions: number): number {
  return hashOf(voterId) % partitions;
}

/** The bucket of a voter's ballot: independent of the partition, which takes the low end of the same hash. */
export function bucketOf(voterId: string, partitions: number, buckets: number): number {
  return Math.floor(hashOf(voterId) / partitions) % buckets;
}

/** Whether `a` beats `b` where votes may change: the higher (stamp, voteId). */
export function isLaterVote(a: Pick<Vote, 'stamp' | 'voteId'>, b: Pick<Vote, 'stamp' | 'voteId'>): boolean {
  return a.stamp === b.stamp ? a.voteId > b.voteId : a.stamp > b.stamp;
}
