import { runKeyOf } from '../../core/domain/poll.ts';
import type { VotesRecord } from '../../core/domain/tally.ts';
import { partitionOf } from '../../core/domain/vote.ts';
import type { Vote } from '../../core/domain/vote.ts';
import type { LoggedRecord, RunEvidence, SentVote } from './evidence.ts';

/** A vote in the log, and on which side of its partition's close marker it lies. */
export interface LoggedVote {
  readonly vote: Vote;
  readonly inTime: boolean;
}

/** All votes of a run, partition by partition, in the order of their offsets. */
export function votesOf({ log }: Pick<RunEvidence, 'log'>): LoggedVote[] {
  return log.flatMap((records) => {
    const closedAt = records.find(({ record }) => record.kind === 'close')?.offset ?? Infinity;
    return records.flatMap(({ offset, record }) => (record.kind === 'vote' ? [{ vote: record.vote, inTime: offset < closedAt }] : []));
  });
}

/** Sentences about the order within a whole partition, whatever runs its records belong to. Kafka and SQLite leave no gaps. */
export function faultsInOrder(partition: number, records: readonly Pick<LoggedRecord, 'offset' | 'timestamp'>[]): string[] {
  const faults: string[] = [];
  for (const [index, { offset, timestamp }] of records.entries()) {
    const before = records[index - 1];
    if (before === undefined) continue;
    if (offset !== before.offset + 1) faults.push(`partition ${partition}: offset ${offset} comes after ${before.offset}`);
    if (timestamp < before.timestamp)
      faults.push(`partition ${partition}: the time at offset ${offset} lies before the one of its predecessor`);
  }
  return faults;
}

/** Sentences about a record of the votes topic that is filed under another key than its own, or under a run that is not in `runKeys`. */
export function faultsInKey(key: string, record: VotesRecord, runKeys: ReadonlySet<string>): string[] {
  if (!runKeys.has(key)) return [`a record lies under ${key}, which no poll was opened with`];
  if (record.kind === 'malformed') return [];
  const { pollId, run } = record.kind === 'vote' ? record.vote : record.marker;
  return runKeyOf(pollId, run) === key ? [] : [`a record of ${runKeyOf(pollId, run)} lies under ${key}`];
}

/** accepted ⊆ log ⊆ sent; every vote unaltered, in its voter's partition, and each voter under one id. */
export function faultsInRecords({ sent, log }: Pick<RunEvidence, 'sent' | 'log'>): string[] {
  const faults: string[] = [];
  const found = new Set<string>();
  const same = createIdentities(faults);
  for (const [partition, records] of log.entries()) {
    for (const { offset, record } of records) {
      if (record.kind === 'malformed') faults.push(`partition ${partition}: the record at offset ${offset} cannot be read`);
      if (record.kind !== 'vote') continue;
      const { vote } = record;
      found.add(vote.voteId);
      if (partitionOf(vote.voterId, log.length) !== partition)
        faults.push(`vote ${vote.voteId} lies in partition ${partition}, which is not its voter's`);
      const known = sent.get(vote.voteId);
      if (known === undefined) {
        faults.push(`vote ${vote.voteId} was never sent`);
        continue;
      }
      if (known.choice.join() !== vote.choice.join())
        faults.push(`vote ${vote.voteId} was altered: sent ${known.choice.join()}, stored ${vote.choice.join()}`);
      same(known.voter, vote.voterId);
    }
  }
  for (const vote of sent.values()) faults.push(...faultsInAnswers(vote, found.has(vote.voteId)));
  return faults;
}

function faultsInAnswers({ voteId, accepted, late, unanswered, refused }: SentVote, isStored: boolean): string[] {
  if (accepted > 0 && !isStored) return [`vote ${voteId} is lost: it got a 204 and is not in the log`];
  if (late > 0 && unanswered === 0 && !isStored) return [`vote ${voteId} is lost: it was told to be late and is not in the log`];
  if (isStored && accepted + late + unanswered === 0) return [`vote ${voteId} was refused (${refused.join(', ')}) and is yet in the log`];
  return [];
}

/** One voter, one voter id, and the other way round. */
function createIdentities(faults: string[]): (voter: number, voterId: string) => void {
  const idOf = new Map<number, string>();
  const voterOf = new Map<string, number>();
  return (voter, voterId) => {
    if ((idOf.get(voter) ?? voterId) !== voterId) faults.push(`voter ${voter} is in the log under two voter ids: could be counted twice`);
    if ((voterOf.get(voterId) ?? voter) !== voter)
      faults.push(`voters ${voterOf.get(voterId) ?? ''} and ${voter} share a voter id: one of them could not be counted`);
    idOf.set(voter, voterId);
    voterOf.set(voterId, voter);
  };
}
