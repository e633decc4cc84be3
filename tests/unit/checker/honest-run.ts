import * as fc from 'fast-check';
import type { ChangeRule } from '../../../core/domain/poll.ts';
import { partialOf, resultOf } from '../../../core/domain/result.ts';
import type { VotesRecord } from '../../../core/domain/tally.ts';
import type { Vote } from '../../../core/domain/vote.ts';
import type { BallotRow } from '../../../core/ports/history-store.ts';
import { ballotRowOf } from '../../../ingest-server/history/ballot-row.ts';
import type { LoggedRecord, RunEvidence, Sample, SentVote } from '../../checker/evidence.ts';
import {
  asRecord,
  changesArbitrary,
  foldAll,
  markerOf,
  options,
  pollId,
  split,
  tallyOf,
  votesArbitrary,
} from '../core/domain/fold-samples.ts';

export const partitions = 4;

/** What an honest product makes of some votes: some stored twice, one late and told so, everything counted by the product's own code. */
export const honestRun: fc.Arbitrary<RunEvidence> = fc
  .record({ votes: votesArbitrary.filter((votes) => votes.length > 2), changes: changesArbitrary, repeats: fc.nat({ max: 3 }) })
  .map(({ votes, changes, repeats }) =>
    runOf(
      votes.map((vote, index) => ({ ...vote, stamp: index + 1 })),
      changes,
      repeats,
    ),
  );

/** The last vote is late, so many of the first ones are stored twice; `copies` are stored behind all that are in time. */
export function runOf(votes: readonly Vote[], changes: ChangeRule, repeats: number, copies: readonly Vote[] = []): RunEvidence {
  const [last, ...inTime] = [...votes].reverse();
  const before = inTime.reverse();
  const log = split([...before, ...before.slice(0, repeats), ...copies], partitions).map((own, partition) =>
    recordsOf(changes, own, split(last === undefined ? [] : [last], partitions)[partition] ?? []),
  );
  const ballots = ballotsOf(log, changes);
  const tallies = log.map((own) => tallyOf(foldAll(own)));
  const screen = resultOf(
    { pollId, run: 1, partitions, options },
    tallies.map((tally, partition) => partialOf(partition, tally)),
    [],
  );
  const counted = new Map(ballots.map(({ voterId, choice }) => [voterId, choice.join()]));
  const isOther = ({ voterId, choice }: Vote) => changes === 'none' && counted.get(voterId) !== choice.join();
  const sent = new Map(votes.map((vote, place) => [vote.voteId, sentOf(vote, place, vote === last, place < repeats, isOther(vote))]));
  const csv = ballots.map(({ choice }) => choice);
  return {
    pollId,
    changes,
    sent,
    log,
    ballots,
    screen,
    csv,
    samples: samplesOf(
      screen.voters,
      screen.options.map((option) => option.votes),
    ),
  };
}

function recordsOf(changes: ChangeRule, own: readonly Vote[], late: readonly Vote[]): LoggedRecord[] {
  const records: VotesRecord[] = [
    { kind: 'open', marker: markerOf(changes, partitions) },
    ...own.map(asRecord),
    { kind: 'close', marker: { pollId, run: 1 } },
    ...late.map(asRecord),
  ];
  return records.map((record, offset) => ({ offset, timestamp: 1_000 + offset, record }));
}

function ballotsOf(log: RunEvidence['log'], changes: ChangeRule): BallotRow[] {
  const kept = new Map<string, BallotRow>();
  for (const [partition, records] of log.entries()) {
    const closedAt = records.find(({ record }) => record.kind === 'close')?.offset ?? null;
    for (const { offset, timestamp, record } of records) {
      if (record.kind !== 'vote') continue;
      const asRead = { partition, offset, timestamp, key: '', value: '' };
      const row = ballotRowOf({ partition, marker: markerOf(changes, partitions), closedAt }, record.vote, asRead);
      const known = kept.get(record.vote.voterId);
      if (row !== undefined && (known === undefined || row.order > known.order)) kept.set(row.voterId, row);
    }
  }
  return [...kept.values()];
}

/** Who may not change a vote gets no 204 for another choice; it is stored where nobody knew of the first, and then the answer was lost. */
function sentOf({ voteId, voterId, choice }: Vote, place: number, isLate: boolean, isRepeated: boolean, isOther: boolean): SentVote {
  const unanswered = !isLate && isOther ? 1 : 0;
  const [accepted, late, requests] = [isLate ? 0 : 1 - unanswered, isLate ? 1 : 0, isRepeated ? 2 : 1];
  return { voteId, voter: Number(voterId.slice('voter-'.length)), choice, place, requests, accepted, late, unanswered, refused: [] };
}

function samplesOf(voters: number, votes: readonly number[]): Sample[] {
  const steps = [0, 0.3, 0.6, 1];
  return steps.map((share, index) => ({
    ...{ session: 1, at: index, final: share === 1 },
    voters: Math.floor(voters * share),
    votes: votes.map((count) => Math.floor(count * share)),
  }));
}
