import { findQuestionType } from '../../core/domain/question-types/registry.ts';
import type { Vote } from '../../core/domain/vote.ts';
import { bucketOf } from '../../core/domain/vote.ts';
import type { LogRecord } from '../../core/ports/event-log.ts';
import type { BallotRow, SeenRun } from '../../core/ports/history-store.ts';

/**
 * The ballot that a vote makes, or undefined where it cannot count. Which of a voter's votes stays is left to the store:
 * where votes may change the highest (stamp, voteId), else the first in the log, whose order is the highest.
 */
export function ballotRowOf({ marker, closedAt, partition }: SeenRun, vote: Vote, record: LogRecord): BallotRow | undefined {
  if (closedAt !== null && record.offset > closedAt) return undefined;
  const choice = findQuestionType(marker.rule.type)?.validate(marker.rule, vote.choice);
  if (choice === undefined) return undefined;
  const { pollId, run, voterId, voteId, stamp } = vote;
  const bucket = bucketOf(voterId, marker.partitions, marker.buckets);
  const order = marker.changes === 'until-close' ? stamp : Number.MAX_SAFE_INTEGER - record.offset;
  return { pollId, run, partition, bucket, voterId, voteId, order, time: record.timestamp, choice };
}
