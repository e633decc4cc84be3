import type { Vote } from '../vote.ts';
import type { OddIds } from './packed-id.ts';
import { moveOddId, oddPlaceOf, packId, unpackId, writeOddId } from './packed-id.ts';

/** What tells a voter's votes apart. */
export type VoteIdentity = Pick<Vote, 'voteId' | 'stamp'>;

/** An id in 7 words, a stamp in 2: the low and the high half of a 53 bit number. */
export const voteIdWords = 7;
export const identityWords = 9;
export const voterWords = 5;

const twoTo32 = 0x1_0000_0000;

/** Packs one voter's id and one vote's identity at a time into words, to compare them with those in a table. */
export interface VoteInHand {
  readonly voter: Int32Array;
  readonly identity: Int32Array;
  /** False where the id is odd and not in the list: then it is in no row either, and nothing of use is in hand. */
  packKnownVoter(voterId: string): boolean;
  packVoter(voterId: string): void;
  packKnown(vote: VoteIdentity): boolean;
  pack(vote: VoteIdentity): void;
  /** Takes them out of words whose odd ids are in another list. */
  takeVoter(from: Int32Array, at: number, ids: OddIds): void;
  take(from: Int32Array, at: number, ids: OddIds): void;
}

export function createVoteInHand(odd: OddIds): VoteInHand {
  const voter = new Int32Array(voterWords);
  const identity = new Int32Array(identityWords);

  function packKnownId(text: string, into: Int32Array, count: number): boolean {
    if (packId(text, into, 0, count)) return true;
    const place = odd.find(text);
    if (place >= 0) writeOddId(place, into, 0, count);
    return place >= 0;
  }

  function packAnyId(text: string, into: Int32Array, count: number): void {
    if (!packId(text, into, 0, count)) writeOddId(odd.findOrAdd(text), into, 0, count);
  }

  function setStamp(stamp: number): void {
    identity[voteIdWords] = stamp;
    identity[voteIdWords + 1] = Math.floor(stamp / twoTo32);
  }

  return {
    voter,
    identity,
    packKnownVoter: (voterId) => packKnownId(voterId, voter, voterWords),
    packVoter: (voterId) => packAnyId(voterId, voter, voterWords),
    packKnown({ voteId, stamp }) {
      setStamp(stamp);
      return packKnownId(voteId, identity, voteIdWords);
    },
    pack({ voteId, stamp }) {
      setStamp(stamp);
      packAnyId(voteId, identity, voteIdWords);
    },
    takeVoter(from, at, ids) {
      copyWords(from, at, voter, 0, voterWords);
      moveOddId(voter, 0, voterWords, ids, odd);
    },
    take(from, at, ids) {
      copyWords(from, at, identity, 0, identityWords);
      moveOddId(identity, 0, voteIdWords, ids, odd);
    },
  };
}

export function stampAt(words: Int32Array, at: number): number {
  return (words[at + voteIdWords + 1] ?? 0) * twoTo32 + ((words[at + voteIdWords] ?? 0) >>> 0);
}

export function voteIdAt(words: Int32Array, at: number, odd: OddIds): string {
  const place = oddPlaceOf(words, at, voteIdWords);
  return place < 0 ? unpackId(words, at, voteIdWords) : odd.textAt(place);
}

export function areEqual(words: Int32Array, at: number, other: Int32Array, count: number): boolean {
  for (let word = 0; word < count; word += 1) if (words[at + word] !== other[word]) return false;
  return true;
}

/** For a few words quicker than the array's own way. */
export function copyWords(from: Int32Array, fromAt: number, to: Int32Array, toAt: number, count: number): void {
  for (let word = 0; word < count; word += 1) to[toAt + word] = from[fromAt + word] ?? 0;
}
