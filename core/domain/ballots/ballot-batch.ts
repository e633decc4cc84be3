import type { Choice } from '../question-types/question-type.ts';
import type { BallotTable } from './ballot-table.ts';
import type { ChoiceList } from './choice-list.ts';
import { createOddIds } from './packed-id.ts';

/** Some ballots of one run, for keeping: complete in itself. Words are in the byte order of the computer, as a state stays where it was made. */
export interface BallotBatch {
  /** What the numbers in the rows stand for. */
  readonly names: BallotNames;
  /** As `write` of a BallotTable gives them, one after the other; 32 bit words. */
  readonly rows: Uint8Array;
}

export interface BallotNames {
  readonly choices: readonly Choice[];
  /** See OddIds. */
  readonly ids: readonly string[];
}

interface Ballots {
  readonly ballots: BallotTable;
  readonly choices: ChoiceList;
}

/** Packs one batch after the other into the same words: what it gave is good until the next call. */
export interface BallotPacker {
  pack(from: Ballots, rows: readonly number[]): BallotBatch;
}

export function createBallotPacker(): BallotPacker {
  let words = new Int32Array(0);
  return {
    pack({ ballots, choices }, rows) {
      const needed = rows.reduce((sum, row) => sum + ballots.sizeOf(row), 0);
      if (needed > words.length) words = new Int32Array(needed);
      const ids = createOddIds();
      const names = new Map<number, number>();
      let at = 0;
      for (const row of rows) {
        const choice = ballots.choiceOf(row);
        const name = names.get(choice) ?? names.size;
        names.set(choice, name);
        at = ballots.write(row, words, at, { ids, choice: name });
      }
      const used = [...names.keys()].map((choice) => choices.choiceAt(choice));
      return { names: { choices: used, ids: ids.all() }, rows: new Uint8Array(words.buffer, 0, at * words.BYTES_PER_ELEMENT) };
    },
  };
}

/** One batch that stays as it is. */
export function packBallots(from: Ballots, rows: readonly number[]): BallotBatch {
  return createBallotPacker().pack(from, rows);
}

/** A ballot takes the place of the voter's in the table. */
export function unpackBallots({ ballots, choices }: Ballots, { names, rows }: BallotBatch): void {
  const words = new Int32Array(new Uint8Array(rows).buffer);
  const ids = createOddIds(names.ids);
  const numbers = names.choices.map((choice) => choices.numberOf(choice));
  if (numbers.includes(-1)) throw new Error('ballots were saved with a choice that breaks the rule of their run');
  const choiceOf = (name: number) => numbers[name] ?? -1;
  for (let at = 0; at < words.length;) at = ballots.read(words, at, { ids, choiceOf });
}
