/** Slots are taken to one half at most: then a search looks at 1.5 rows on average, and at 2.5 for a voter who is not there. */
const slotsPerRow = 2;
const firstSlots = 16;

/**
 * 2^32 divided by the golden ratio. Multiplying by it carries every bit upwards and the highest bits are taken (Knuth, The Art of
 * Computer Programming 3, 6.4: Fibonacci hashing). Voter ids are the output of a keyed hash, so nobody can choose ids that meet.
 */
const factor = 0x9e3779b1;

/** Hash of some words, 32 bits, of which the highest are the best. */
export function hashOfWords(words: Int32Array, at: number, count: number): number {
  let hash = 0;
  for (let word = at; word < at + count; word += 1) hash = Math.imul(hash ^ (words[word] ?? 0) ^ (hash >>> 15), factor);
  return hash;
}

/** Finds rows by hash: open addressing with linear probing. A slot holds a row's number plus one, or 0. */
export interface VoterIndex {
  /** The first row with this hash for which `isIt` holds, or -1. */
  find(hash: number, isIt: (row: number) => boolean): number;
  /** Adds a row that is not yet there; `hashOf` gives the hash of any row added before. */
  add(row: number, hash: number, hashOf: (row: number) => number): void;
  clear(): void;
}

export function createVoterIndex(): VoterIndex {
  let slots = new Int32Array(firstSlots);
  let shift = 32 - Math.log2(firstSlots);
  let count = 0;

  function put(row: number, hash: number): void {
    let slot = hash >>> shift;
    while (slots[slot] !== 0) slot = (slot + 1) & (slots.length - 1);
    slots[slot] = row + 1;
  }

  function enlarge(hashOf: (row: number) => number): void {
    const old = slots;
    slots = new Int32Array(old.length * 2);
    shift -= 1;
    for (const taken of old) if (taken !== 0) put(taken - 1, hashOf(taken - 1));
  }

  return {
    find(hash, isIt) {
      for (let slot = hash >>> shift; ; slot = (slot + 1) & (slots.length - 1)) {
        const taken = slots[slot] ?? 0;
        if (taken === 0) return -1;
        if (isIt(taken - 1)) return taken - 1;
      }
    },
    add(row, hash, hashOf) {
      if ((count + 1) * slotsPerRow > slots.length) enlarge(hashOf);
      put(row, hash);
      count += 1;
    },
    clear() {
      slots = new Int32Array(firstSlots);
      shift = 32 - Math.log2(firstSlots);
      count = 0;
    },
  };
}
