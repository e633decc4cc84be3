const firstRows = 8;

/** Rows of a fixed number of 32 bit words, one after the other in one array that grows by half when it is full. */
export interface WordRows {
  /** Changes when a row is added: read it anew each time. */
  words(): Int32Array;
  count(): number;
  /** Adds a row of zeros and returns its number. */
  add(): number;
  clear(): void;
}

export function createWordRows(wordsPerRow: number): WordRows {
  let words = new Int32Array(0);
  let count = 0;
  return {
    words: () => words,
    count: () => count,
    add() {
      if ((count + 1) * wordsPerRow > words.length) {
        const larger = new Int32Array(wordsPerRow * Math.max(firstRows, count + Math.ceil(count / 2)));
        larger.set(words);
        words = larger;
      }
      count += 1;
      return count - 1;
    },
    clear() {
      words = new Int32Array(0);
      count = 0;
    },
  };
}
