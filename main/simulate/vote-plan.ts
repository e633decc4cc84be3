import type { PollView } from '../../core/contract/http.ts';
import type { Random } from './random.ts';
import { sample, wholeBelow } from './random.ts';

/** What one simulated participant does at one moment: `first` and `change` pick options, `repeat` sends the same once more. */
export interface PlannedVote {
  readonly voter: number;
  readonly kind: 'first' | 'repeat' | 'change';
  /** Option numbers; for `repeat` what the voter sent last counts instead. */
  readonly choice: readonly number[];
}

export interface PlanOptions {
  readonly poll: Pick<PollView, 'type' | 'min' | 'max' | 'options'>;
  readonly voters: number;
  /** How many voters send their vote once more, as a new vote with the same choice. */
  readonly repeats: number;
  /** How many voters send another choice later. */
  readonly changes: number;
  readonly random: Random;
}

/** Every vote in the order it is due: first votes in a row, repeats and changes at random places after the voter's first. */
export function planVotes({ poll, voters, repeats, changes, random }: PlanOptions): PlannedVote[] {
  const choose = createChooser(poll, random);
  const firsts = Array.from({ length: voters }, choose);
  const placed = firsts.map((choice, voter) => ({ place: voter, vote: first(voter, choice) }));
  const later = (voter: number) => voter + random() * (voters - voter);
  for (const voter of spread(random, repeats, voters)) {
    placed.push({ place: later(voter), vote: { voter, kind: 'repeat', choice: firsts[voter] ?? [] } });
  }
  for (const voter of spread(random, changes, voters)) {
    placed.push({ place: later(voter), vote: { voter, kind: 'change', choice: otherThan(firsts[voter] ?? [], choose) } });
  }
  return placed.sort((a, b) => a.place - b.place).map(({ vote }) => vote);
}

function first(voter: number, choice: readonly number[]): PlannedVote {
  return { voter, kind: 'first', choice };
}

/** So many voters, each once before any a second time. */
function spread(random: Random, count: number, voters: number): number[] {
  const picked: number[] = [];
  while (picked.length < count && voters > 0) picked.push(...sample(random, count - picked.length, voters));
  return picked;
}

/** Options have different weights, so that a result looks like one; the weights follow from the seed. */
function createChooser({ type, min, max, options }: PlanOptions['poll'], random: Random): () => number[] {
  const numbers = options.map(({ number }) => number);
  const weights = numbers.map(() => 0.2 + random());
  return () => {
    const wanted = type === 'single' ? 1 : min + wholeBelow(random, max - min + 1);
    return pick(numbers, weights, wanted, random).sort((a, b) => a - b);
  };
}

function pick(numbers: readonly number[], weights: readonly number[], wanted: number, random: Random): number[] {
  const left = numbers.map((number, index) => ({ number, weight: weights[index] ?? 0 }));
  const picked: number[] = [];
  while (picked.length < wanted && left.length > 0) {
    let point = random() * left.reduce((sum, { weight }) => sum + weight, 0);
    const hit = left.findIndex(({ weight }) => (point -= weight) < 0);
    picked.push(...left.splice(Math.max(hit, 0), 1).map(({ number }) => number));
  }
  return picked;
}

const tries = 50;

/** Where there is but one valid choice, the change is none: the same choice as a new vote. */
function otherThan(first: readonly number[], choose: () => number[]): number[] {
  let choice = choose();
  for (let tried = 0; tried < tries && choice.join() === first.join(); tried += 1) choice = choose();
  return choice;
}
