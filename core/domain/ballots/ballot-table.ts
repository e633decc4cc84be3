import type { ChangeRule } from '../poll.ts';
import { isLaterVote } from '../vote.ts';
import type { OddIds } from './packed-id.ts';
import { createOddIds, moveOddId } from './packed-id.ts';
import type { VoteIdentity } from './vote-in-hand.ts';
import { areEqual, copyWords, createVoteInHand, identityWords, stampAt, voteIdAt, voteIdWords, voterWords } from './vote-in-hand.ts';
import { createVoterIndex, hashOfWords } from './voter-index.ts';
import { createWordRows } from './word-rows.ts';

/** Beyond this many different votes of one voter in a run, further unknown ones count as duplicates without being remembered. */
export const rememberedVotesPerVoter = 64;

/**
 * A ballot is a row of 16 words (64 bytes): the voter's id in 5, then the vote that counts: its id in 7 and its stamp in 2 (low and
 * high half of a 53 bit number), a word of three parts, and where the voter's other votes begin: the newest one's row plus one, or 0.
 * The three parts: the number of the choice (24 bits), how many other votes there are (7 bits), and whether the row was altered
 * since it was saved (the highest bit). All of a ballot thus lies in one line of the processor's cache.
 */
const ballotWords = 16;
const voteAt = voterWords;
const partsAt = 14;
const othersAt = 15;

const choiceMask = 0xff_ffff;
const countShift = 24;
const countMask = 0x7f;
const oneOther = 1 << countShift;
const alteredBit = 1 << 31;

/** One of a voter's other votes is a row of 10 words: id and stamp as above, and the next older one's row plus one, or 0. */
const otherWords = 10;
const nextAt = 9;

/** The ballots of one run in one votes partition. Rows are numbered from 0 on in the order of first votes. */
export interface BallotTable {
  size(): number;
  /** The row of a voter, or -1. */
  find(voterId: string): number;
  /** Gives a voter who has none a ballot, and returns its row. `choice` is a number of the run's ChoiceList. */
  add(voterId: string, vote: VoteIdentity, choice: number): number;
  /** Whether it is the vote that counts in this row, or one of the others. */
  knows(row: number, vote: VoteIdentity): boolean;
  /** Whether it beats the vote that counts, where votes may change. */
  isLater(row: number, vote: VoteIdentity): boolean;
  choiceOf(row: number): number;
  /** The choices of all rows. */
  usedChoices(): ReadonlySet<number>;
  /** Lets this vote count instead; the one that counted is remembered among the others. */
  replace(row: number, vote: VoteIdentity, choice: number): void;
  /** Remembers it among the others, if there is room. */
  remember(row: number, vote: VoteIdentity): void;
  /** Rows that were added or altered since the last call. */
  takeChanged(): readonly number[];
  /** After a call of `takeChanged`: these are still to be saved. */
  giveBack(rows: readonly number[]): void;
  /** The number of words that `write` needs. */
  sizeOf(row: number): number;
  /** Writes the row from `at` on, with the number of its other votes instead of their row, and these after it, oldest first. */
  write(row: number, into: Int32Array, at: number, names: { readonly ids: OddIds; readonly choice: number }): number;
  /** Reads what `write` wrote, in place of the voter's ballot if there is one; returns where it ends. */
  read(from: Int32Array, at: number, names: { readonly ids: OddIds; readonly choiceOf: (written: number) => number }): number;
  clear(): void;
}

export function createBallotTable(changes: ChangeRule): BallotTable {
  const ballots = createWordRows(ballotWords);
  const others = createWordRows(otherWords);
  const index = createVoterIndex();
  const odd = createOddIds();
  const hand = createVoteInHand(odd);
  const { voter, identity } = hand;
  /** Rows from here on were never saved; of those before, these were altered. */
  let savedRows = 0;
  let altered: number[] = [];

  const hashAt = (row: number) => hashOfWords(ballots.wordsOf(row), ballots.placeOf(row), voterWords);
  const rowInHand = () => index.find(hashOfWords(voter, 0, voterWords), isVoterAt);
  const isVoterAt = (row: number) => areEqual(ballots.wordsOf(row), ballots.placeOf(row), voter, voterWords);
  const partsOf = (row: number) => ballots.wordAt(row, partsAt);
  const choiceOf = (row: number) => partsOf(row) & choiceMask;
  const countOthers = (row: number) => (partsOf(row) >>> countShift) & countMask;

  function markAltered(row: number): void {
    const parts = partsOf(row);
    if (row >= savedRows || (parts & alteredBit) !== 0) return;
    ballots.setWord(row, partsAt, parts | alteredBit);
    altered.push(row);
  }

  /** Makes a row for the voter in hand. */
  function addVoter(): number {
    const row = ballots.add();
    copyWords(voter, 0, ballots.wordsOf(row), ballots.placeOf(row), voterWords);
    index.add(row, hashAt(row), hashAt);
    return row;
  }

  function setVote(row: number, choice: number): void {
    copyWords(identity, 0, ballots.wordsOf(row), ballots.placeOf(row) + voteAt, identityWords);
    ballots.setWord(row, partsAt, (partsOf(row) & ~choiceMask) | choice);
    markAltered(row);
  }

  /** Puts an identity before the others of a row, if there is room. */
  function addOther(row: number, from: Int32Array, at: number): void {
    if (countOthers(row) >= rememberedVotesPerVoter) return;
    const other = others.add();
    const [nodes, place] = [others.wordsOf(other), others.placeOf(other)];
    copyWords(from, at, nodes, place, identityWords);
    // Where votes may not change a stamp says nothing.
    if (changes === 'none') nodes.fill(0, place + voteIdWords, place + identityWords);
    nodes[place + nextAt] = ballots.wordAt(row, othersAt);
    ballots.setWord(row, othersAt, other + 1);
    ballots.setWord(row, partsAt, partsOf(row) + oneOther);
    markAltered(row);
  }

  const firstOther = (row: number) => ballots.wordAt(row, othersAt) - 1;
  const otherAfter = (other: number) => others.wordAt(other, nextAt) - 1;

  /** Where votes may change, the same id with another stamp is another vote: then only the stamps decide, in any order. */
  const comparedWords = changes === 'none' ? voteIdWords : identityWords;

  return {
    size: () => ballots.count(),
    find: (voterId) => (hand.packKnownVoter(voterId) ? rowInHand() : -1),
    add(voterId, vote, choice) {
      hand.packVoter(voterId);
      hand.pack(vote);
      const row = addVoter();
      setVote(row, choice);
      return row;
    },
    knows(row, vote) {
      if (!hand.packKnown(vote)) return false;
      if (areEqual(ballots.wordsOf(row), ballots.placeOf(row) + voteAt, identity, comparedWords)) return true;
      for (let other = firstOther(row); other >= 0; other = otherAfter(other)) {
        if (areEqual(others.wordsOf(other), others.placeOf(other), identity, comparedWords)) return true;
      }
      return false;
    },
    isLater(row, vote) {
      const [words, at] = [ballots.wordsOf(row), ballots.placeOf(row) + voteAt];
      const stamp = stampAt(words, at);
      // The id decides between equal stamps only, and is not unpacked for the rest.
      return isLaterVote(vote, { stamp, voteId: stamp === vote.stamp ? voteIdAt(words, at, odd) : '' });
    },
    choiceOf,
    usedChoices: () => new Set(Array.from({ length: ballots.count() }, (_, row) => choiceOf(row))),
    replace(row, vote, choice) {
      addOther(row, ballots.wordsOf(row), ballots.placeOf(row) + voteAt);
      hand.pack(vote);
      setVote(row, choice);
    },
    remember(row, vote) {
      if (countOthers(row) >= rememberedVotesPerVoter) return;
      hand.pack(vote);
      addOther(row, identity, 0);
    },
    takeChanged() {
      const rows = altered;
      altered = [];
      for (const row of rows) ballots.setWord(row, partsAt, partsOf(row) & ~alteredBit);
      for (; savedRows < ballots.count(); savedRows += 1) rows.push(savedRows);
      return rows;
    },
    giveBack: (rows) => rows.forEach(markAltered),
    sizeOf: (row) => ballotWords + identityWords * countOthers(row),
    write(row, into, at, { ids, choice }) {
      const count = countOthers(row);
      copyWords(ballots.wordsOf(row), ballots.placeOf(row), into, at, ballotWords);
      into[at + partsAt] = choice;
      into[at + othersAt] = count;
      moveOddId(into, at, voterWords, odd, ids);
      moveOddId(into, at + voteAt, voteIdWords, odd, ids);
      let place = at + ballotWords + identityWords * count;
      const end = place;
      for (let other = firstOther(row); other >= 0; other = otherAfter(other)) {
        place -= identityWords;
        copyWords(others.wordsOf(other), others.placeOf(other), into, place, identityWords);
        moveOddId(into, place, voteIdWords, odd, ids);
      }
      return end;
    },
    read(from, at, names) {
      hand.takeVoter(from, at, names.ids);
      const found = rowInHand();
      const row = found < 0 ? addVoter() : found;
      hand.take(from, at + voteAt, names.ids);
      ballots.setWord(row, partsAt, 0);
      ballots.setWord(row, othersAt, 0);
      setVote(row, names.choiceOf(from[at + partsAt] ?? 0));
      const end = at + ballotWords + identityWords * (from[at + othersAt] ?? 0);
      for (let place = at + ballotWords; place < end; place += identityWords) {
        hand.take(from, place, names.ids);
        addOther(row, identity, 0);
      }
      return end;
    },
    clear() {
      for (const part of [ballots, others, index, odd]) part.clear();
      altered = [];
      savedRows = 0;
    },
  };
}
