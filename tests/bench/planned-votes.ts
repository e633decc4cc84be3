import { createHash } from 'node:crypto';
import { encodeOpenMarker, encodeVote } from '../../core/contract/topics.ts';
import type { OpenMarker } from '../../core/domain/vote.ts';
import { partitionOf } from '../../core/domain/vote.ts';
import type { NewRecord } from '../../core/ports/event-log.ts';
import type { Random } from '../../main/simulate/random.ts';
import { createRandom } from '../../main/simulate/random.ts';

/** What the fold must arrive at for one poll. `counts[i]` belongs to option i + 1. */
export interface ExpectedResult {
  readonly pollId: string;
  readonly counts: number[];
  voters: number;
  duplicates: number;
  repeats: number;
}

export interface VotesPlan {
  readonly polls: number;
  /** Of all polls together; each votes in one of them. */
  readonly voters: number;
  readonly votesPerVoter: number;
  readonly partitions: number;
  readonly seed: number;
  /** What poll ids begin with. */
  readonly name?: string;
}

export const options = [1, 2, 3, 4];
/** Of the votes after a voter's first: sent again word for word. The others are duplicates, or changes where the poll allows them. */
const repeatedShare = 0.1;
const firstStamp = Date.UTC(2026, 0, 1);

export function markerOf(poll: number, partitions: number, name = 'benchpoll'): OpenMarker {
  const rule = { type: 'single', options, min: 1, max: 1 };
  const changes = poll % 2 === 0 ? 'none' : 'until-close';
  return { pollId: `${name}${poll}`, run: 1, rule, changes, partitions, buckets: 1, fingerprint: 'bench' };
}

/**
 * Open markers, then every voter's votes, shuffled, in batches; what they add up to is in `expected` once all were taken.
 * Votes may change in every second poll. The result is worked out here without the product's fold, from what is sent.
 */
export function planVotes(plan: VotesPlan): {
  readonly votes: number;
  readonly expected: readonly ExpectedResult[];
  readonly batches: (size: number) => Generator<NewRecord[]>;
} {
  const { polls, voters, votesPerVoter, partitions } = plan;
  const votes = voters * votesPerVoter;
  const markers = Array.from({ length: polls }, (_, poll) => markerOf(poll, partitions, plan.name));
  const expected = markers.map(({ pollId }) => ({ pollId, counts: options.map(() => 0), voters: 0, duplicates: 0, repeats: 0 }));

  function* batches(size: number): Generator<NewRecord[]> {
    yield markers.flatMap((marker) => Array.from({ length: partitions }, (_, partition) => encodeOpenMarker(partition, marker)));
    const random = createRandom(plan.seed);
    const order = shuffledVoters(votes, voters, random);
    const voteIn = createVoting(markers, expected, voters, random);
    for (let start = 0; start < votes; start += size) {
      yield Array.from(order.subarray(start, start + size), (voter, index) => voteIn(voter, firstStamp + start + index));
    }
  }

  return { votes, expected, batches };
}

function shuffledVoters(votes: number, voters: number, random: Random): Uint32Array {
  const order = Uint32Array.from({ length: votes }, (_, index) => index % voters);
  for (let last = votes - 1; last > 0; last -= 1) {
    const other = Math.floor(random() * (last + 1));
    const kept = order[last] ?? 0;
    order[last] = order[other] ?? 0;
    order[other] = kept;
  }
  return order;
}

/** Makes a voter's next vote and counts it: stamps grow, so the newest one that may count does. */
function createVoting(markers: readonly OpenMarker[], expected: readonly ExpectedResult[], voters: number, random: Random) {
  const counting = new Uint8Array(voters);
  const sent = { choice: new Uint8Array(voters), stamp: new Float64Array(voters) };
  return (voter: number, stamp: number): NewRecord => {
    const [marker, result] = [markers[voter % markers.length], expected[voter % markers.length]];
    if (marker === undefined || result === undefined) throw new Error(`no poll for voter ${voter}`);
    const isFirst = sent.stamp[voter] === 0;
    if (!isFirst && random() < repeatedShare) {
      result.repeats += 1;
    } else {
      sent.stamp[voter] = stamp;
      sent.choice[voter] = 1 + Math.floor(random() * options.length);
      if (isFirst) result.voters += 1;
      else result.duplicates += 1;
      if (isFirst || marker.changes === 'until-close') count(result, counting, voter, sent.choice[voter] ?? 0);
    }
    const { pollId, run, partitions } = marker;
    const id = idOf(`${pollId} voter ${voter}`, 22);
    const [at, choice] = [sent.stamp[voter] ?? 0, sent.choice[voter] ?? 0];
    const vote = { pollId, run, voterId: id, voteId: idOf(`${id} ${at}`, 16), stamp: at, choice: [choice] };
    return encodeVote(partitionOf(id, partitions), vote);
  };
}

function count(result: ExpectedResult, counting: Uint8Array, voter: number, choice: number): void {
  const before = counting[voter] ?? 0;
  if (before > 0) result.counts[before - 1] = (result.counts[before - 1] ?? 0) - 1;
  result.counts[choice - 1] = (result.counts[choice - 1] ?? 0) + 1;
  counting[voter] = choice;
}

/** As long as the product's own ids, and as hard to compress. */
export function idOf(text: string, length: number): string {
  return createHash('sha1').update(text).digest('base64url').slice(0, length);
}
