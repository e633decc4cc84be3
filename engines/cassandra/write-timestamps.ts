import type { Poll } from '../../core/domain/poll.ts';
import { pollVersion } from '../../core/domain/poll.ts';
import type { RunPartial } from '../../core/domain/result.ts';

const bitsOfOffsets = 44n;

/**
 * Timestamps of writes, in Cassandra's sense: of two writes of a cell the one with the higher timestamp stays, of equal ones the
 * greater value. They are no times: they follow from the log alone, so that a replay or a slow server cannot win, and a row's newest
 * version is decided without reading it first. Whoever deletes such rows by hand must give a timestamp above them.
 */
export const writeTimestampOf = {
  poll: (poll: Pick<Poll, 'revision' | 'state'>): bigint => BigInt(pollVersion(poll) + 1),
  ballot: (order: number): bigint => BigInt(order),
  /** Of a timeline's point: the highest offset stays. */
  point: (offset: number): bigint => BigInt(offset) + 1n,
  /** Compares as (foldVersion, offset), for offsets below 2^44 (17 million million). */
  partial: ({ foldVersion, offset }: Pick<RunPartial, 'foldVersion' | 'offset'>): bigint =>
    (BigInt(foldVersion) << bitsOfOffsets) + BigInt(offset) + 1n,
  /** The lowest offset stays: the first close marker counts. */
  closeMarker: (closedAt: number): bigint => BigInt(Number.MAX_SAFE_INTEGER - closedAt),
  /** Of what is always the same. */
  fixed: 1n,
} as const;
