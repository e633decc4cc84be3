/** From one address in a second. */
const mostWrong = 10;

/** Counts wrong tokens. Only they are counted and refused: whoever has the right one is let in, whatever others at that address do. */
export interface WrongTokens {
  /** Counts one; true where the address has had its share of this second. */
  isTooMany(address: string | undefined): boolean;
}

export function createWrongTokens(clock: () => number): WrongTokens {
  let second = 0;
  const counts = new Map<string, number>();
  return {
    isTooMany(address = '') {
      const now = Math.floor(clock() / 1000);
      if (now !== second) counts.clear();
      second = now;
      const count = (counts.get(address) ?? 0) + 1;
      counts.set(address, count);
      return count > mostWrong;
    },
  };
}
