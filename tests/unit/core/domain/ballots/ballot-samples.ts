import { packBallots } from '../../../../../core/domain/ballots/ballot-batch.ts';
import type { BallotBatch } from '../../../../../core/domain/ballots/ballot-batch.ts';
import type { VoteIdentity } from '../../../../../core/domain/ballots/vote-in-hand.ts';
import type { RunState, RunTally } from '../../../../../core/domain/tally.ts';
import { createRunState } from '../../../../../core/domain/tally.ts';
import { markerOf } from '../fold-samples.ts';

/** A voter's ballot, spelled out. */
export interface PlainBallot extends VoteIdentity {
  readonly voterId: string;
  readonly choice: readonly number[];
  /** The voter's other votes, oldest first. Where votes may not change their stamp is 0. */
  readonly others: readonly VoteIdentity[];
}

/** One batch with these ballots, of a run where votes may change. */
export function batchOf(ballots: readonly PlainBallot[]): BallotBatch {
  const nothing = { counts: [], voters: 0, duplicates: 0, repeats: 0, late: 0, invalid: 0, closedAt: null, offset: 0, time: 0 };
  const run = createRunState({ marker: markerOf('until-close'), ...nothing } satisfies RunTally);
  for (const { voterId, choice, others, ...vote } of ballots) {
    const row = run.ballots.add(voterId, vote, run.choices.numberOf(choice));
    for (const other of others) run.ballots.remember(row, other);
  }
  return packBallots(run, run.ballots.takeChanged());
}

/** All ballots of a run, in the order of their first votes, and nothing taken from what is still to be saved. */
export function ballotsOf(run: RunState): PlainBallot[] {
  const rows = Array.from({ length: run.ballots.size() }, (_, row) => row);
  return readBallots(packBallots(run, rows));
}

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';

/** Takes a batch apart by the layout that core/domain/ballots describes, without a line of it. */
export function readBallots({ names, rows }: BallotBatch): PlainBallot[] {
  const words = new Int32Array(new Uint8Array(rows).buffer);
  const idAt = (at: number, count: number) => {
    const letters = [...words.subarray(at, at + count)].flatMap((word) => [24, 18, 12, 6, 0].map((shift) => (word >>> shift) & 63));
    const length = letters.pop() ?? 0;
    const place = words[at] ?? 0;
    return length === 0
      ? (names.ids[place] ?? 'missing')
      : letters
          .slice(0, length)
          .map((letter) => alphabet.charAt(letter))
          .join('');
  };
  const voteAt = (at: number) => ({ voteId: idAt(at, 7), stamp: Number(new BigInt64Array(words.slice(at + 7, at + 9).buffer)[0]) });
  const ballots: PlainBallot[] = [];
  for (let at = 0; at < words.length;) {
    const others = Array.from({ length: words[at + 15] ?? 0 }, (_, index) => voteAt(at + 16 + index * 9));
    ballots.push({ voterId: idAt(at, 5), ...voteAt(at + 5), choice: names.choices[words[at + 14] ?? -1] ?? [], others });
    at += 16 + 9 * others.length;
  }
  return ballots;
}
