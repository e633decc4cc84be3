const firstRows = 8;
const chunkShift = 6;
const rowsPerChunk = 1 << chunkShift;
const noWords = new Int32Array(0);

/**
 * Rows of a fixed number of 32 bit words, in chunks of 64 rows: adding one neither copies those before nor keeps much room ready.
 * Only the first chunk grows, as most tables are those of small polls.
 */
export interface WordRows {
  /** The words that hold a row. Another array may hold it after one is added: ask anew each time. */
  wordsOf(row: number): Int32Array;
  /** Where the row begins among its words. */
  placeOf(row: number): number;
  wordAt(row: number, word: number): number;
  setWord(row: number, word: number, value: number): void;
  count(): number;
  /** Adds a row of zeros and returns its number. */
  add(): number;
  clear(): void;
}

export function createWordRows(wordsPerRow: number): WordRows {
  let chunks: Int32Array[] = [];
  let count = 0;

  function enlargeFirst(): void {
    const first = chunks[0] ?? noWords;
    const larger = new Int32Array(wordsPerRow * Math.max(firstRows, count * 2));
    larger.set(first);
    chunks[0] = larger;
  }

  const wordsOf = (row: number) => chunks[row >>> chunkShift] ?? noWords;
  const placeOf = (row: number) => (row & (rowsPerChunk - 1)) * wordsPerRow;
  return {
    wordsOf,
    placeOf,
    wordAt: (row, word) => wordsOf(row)[placeOf(row) + word] ?? 0,
    setWord(row, word, value) {
      wordsOf(row)[placeOf(row) + word] = value;
    },
    count: () => count,
    add() {
      if (count >= rowsPerChunk) {
        if ((count & (rowsPerChunk - 1)) === 0) chunks.push(new Int32Array(wordsPerRow * rowsPerChunk));
      } else if (count * wordsPerRow === (chunks[0] ?? noWords).length) enlargeFirst();
      count += 1;
      return count - 1;
    },
    clear() {
      chunks = [];
      count = 0;
    },
  };
}
