/**
 * The compression function of SHA-256 (FIPS 180-4, section 6.2), and the states it starts from. Only what keyed signatures
 * of short texts need: see `createMac`. Everything else takes node:crypto.
 */

/** Eight 32-bit words. */
export type Digest = Int32Array;

const firstPrimes = (count: number): number[] => {
  const primes: number[] = [];
  for (let candidate = 2; primes.length < count; candidate += 1) {
    if (primes.every((prime) => candidate % prime !== 0)) primes.push(candidate);
  }
  return primes;
};

/** The first 32 bits of the fraction. */
const fractionOf = (value: number) => ((value % 1) * 2 ** 32) | 0;

const roundConstants = Int32Array.from(firstPrimes(64), (prime) => fractionOf(Math.cbrt(prime)));

export const initialDigest: Digest = Int32Array.from(firstPrimes(8), (prime) => fractionOf(Math.sqrt(prime)));

const schedule = new Int32Array(64);

/** Takes 16 words of a message into a digest. `result` may be `before`. */
export function compress(before: Digest, block: Int32Array, result: Digest): void {
  expand(block);
  let a = before[0] ?? 0;
  let b = before[1] ?? 0;
  let c = before[2] ?? 0;
  let d = before[3] ?? 0;
  let e = before[4] ?? 0;
  let f = before[5] ?? 0;
  let g = before[6] ?? 0;
  let h = before[7] ?? 0;
  for (let round = 0; round < 64; round += 1) {
    const upper = ((e >>> 6) | (e << 26)) ^ ((e >>> 11) | (e << 21)) ^ ((e >>> 25) | (e << 7));
    const first = (h + upper + (g ^ (e & (f ^ g))) + (roundConstants[round] ?? 0) + (schedule[round] ?? 0)) | 0;
    const lower = ((a >>> 2) | (a << 30)) ^ ((a >>> 13) | (a << 19)) ^ ((a >>> 22) | (a << 10));
    const second = (lower + ((a & b) | (c & (a | b)))) | 0;
    h = g;
    g = f;
    f = e;
    e = (d + first) | 0;
    d = c;
    c = b;
    b = a;
    a = (first + second) | 0;
  }
  result[0] = (before[0] ?? 0) + a;
  result[1] = (before[1] ?? 0) + b;
  result[2] = (before[2] ?? 0) + c;
  result[3] = (before[3] ?? 0) + d;
  result[4] = (before[4] ?? 0) + e;
  result[5] = (before[5] ?? 0) + f;
  result[6] = (before[6] ?? 0) + g;
  result[7] = (before[7] ?? 0) + h;
}

function expand(block: Int32Array): void {
  for (let index = 0; index < 16; index += 1) schedule[index] = block[index] ?? 0;
  for (let index = 16; index < 64; index += 1) {
    const early = schedule[index - 15] ?? 0;
    const late = schedule[index - 2] ?? 0;
    const lower = ((early >>> 7) | (early << 25)) ^ ((early >>> 18) | (early << 14)) ^ (early >>> 3);
    const upper = ((late >>> 17) | (late << 15)) ^ ((late >>> 19) | (late << 13)) ^ (late >>> 10);
    schedule[index] = ((schedule[index - 16] ?? 0) + lower + (schedule[index - 7] ?? 0) + upper) | 0;
  }
}
