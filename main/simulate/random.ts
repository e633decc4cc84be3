/** Numbers from 0 up to, not including, 1; the same seed gives the same row of numbers. */
export type Random = () => number;

/** Mulberry32: small, fast, and even enough for simulated people. */
export function createRandom(seed: number): Random {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

export function wholeBelow(random: Random, limit: number): number {
  return Math.floor(random() * limit);
}

/** `count` different numbers below `limit`, in random order. */
export function sample(random: Random, count: number, limit: number): number[] {
  const numbers = Array.from({ length: limit }, (_value, index) => index);
  for (let index = 0; index < Math.min(count, limit); index += 1) {
    const other = index + wholeBelow(random, limit - index);
    [numbers[index], numbers[other]] = [numbers[other] ?? 0, numbers[index] ?? 0];
  }
  return numbers.slice(0, Math.min(count, limit));
}
