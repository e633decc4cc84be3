import { foldVersion } from '../../core/domain/tally.ts';
import type { Poll } from '../../core/domain/poll.ts';
import type { RunPartial } from '../../core/domain/result.ts';
import { bucketOf, partitionOf } from '../../core/domain/vote.ts';
import type { BallotRow } from '../../core/ports/history-store.ts';
import { createRandom } from '../../main/simulate/random.ts';
import { idOf } from './planned-votes.ts';

/** A run as history holds it: closed, of single choice, with ballots spread evenly over its time. */
export interface PreparedRun {
  readonly pollId: string;
  readonly ballots: number;
  readonly partitions: number;
  readonly buckets: number;
  /** Ms since 1970. */
  readonly openedAt: number;
  readonly closedAt: number;
}

const labels = ['Yes, as proposed', 'Yes, with changes', 'No, keep things as they are', 'Abstain'];

export function pollOf({ pollId, partitions, buckets, openedAt, closedAt }: PreparedRun): Poll {
  return {
    ...{ id: pollId, code: pollId.toUpperCase(), revision: 3, state: 'closed', hidden: false, createdAt: openedAt },
    content: {
      ...{ question: 'Shall the plan for the town be carried out?', type: 'single', min: 1, max: 1, reveal: 'always', changes: 'none' },
      ...{ timeZone: 'Europe/Zurich', options: labels.map((label, index) => ({ number: index + 1, label })) },
    },
    nextOption: labels.length + 1,
    runs: [{ run: 1, partitions, buckets, fingerprint: 'bench', openedAt, closedAt }],
  };
}

/** In the order in which they came, as history gets them: voters are in no order. */
export function* ballotsOf(
  { pollId, ballots, partitions, buckets, openedAt, closedAt }: PreparedRun,
  batch: number,
): Generator<BallotRow[]> {
  const random = createRandom(ballots);
  const offsets = new Array<number>(partitions).fill(1);
  for (let start = 0; start < ballots; start += batch) {
    yield Array.from({ length: Math.min(batch, ballots - start) }, (_, index) => {
      const voterId = idOf(`${pollId} ${start + index}`, 22);
      const partition = partitionOf(voterId, partitions);
      const offset = offsets[partition] ?? 0;
      offsets[partition] = offset + 1;
      return {
        ...{ pollId, run: 1, partition, bucket: bucketOf(voterId, partitions, buckets), voterId, voteId: idOf(voterId, 16) },
        order: Number.MAX_SAFE_INTEGER - offset,
        time: Math.floor(openedAt + ((closedAt - openedAt) * (start + index)) / ballots),
        choice: [1 + Math.floor(random() * labels.length)],
      };
    });
  }
}

/** The final partials of ballots, counted as they are written. */
export function createPartialsOf({ pollId, partitions, closedAt }: PreparedRun) {
  const options = labels.map((_label, index) => index + 1);
  const counts = Array.from({ length: partitions }, () => options.map(() => 0));
  return {
    count(rows: readonly BallotRow[]): void {
      for (const { partition, choice } of rows) {
        const ofPartition = counts[partition] ?? [];
        for (const option of choice) ofPartition[option - 1] = (ofPartition[option - 1] ?? 0) + 1;
      }
    },
    finish: (): RunPartial[] =>
      counts.map((ofPartition, partition) => {
        const voters = ofPartition.reduce((sum, count) => sum + count, 0);
        return {
          ...{
            foldVersion,
            pollId,
            run: 1,
            partition,
            partitions,
            offset: voters + 1,
            time: closedAt,
            options,
            counts: ofPartition,
            voters,
          },
          ...{ duplicates: 0, repeats: 0, late: 0, invalid: 0, closedAt: voters + 1 },
        };
      }),
  };
}
