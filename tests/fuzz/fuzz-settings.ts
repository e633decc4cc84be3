import fc from 'fast-check';

/** The same inputs on every `npm test`; FUZZ_SEED takes others, FUZZ_RUNS multiplies how many. */
const fixedSeed = 20_260_705;

function numberFrom(name: 'FUZZ_SEED' | 'FUZZ_RUNS', otherwise: number): number {
  const text = process.env[name];
  if (text === undefined || text === '') return otherwise;
  const value = Number(text);
  if (!Number.isFinite(value)) throw new Error(`${name} must be a number, not "${text}"`);
  return value;
}

export const fuzzSeed = numberFrom('FUZZ_SEED', fixedSeed);
export const runsFactor = numberFrom('FUZZ_RUNS', 1);

/** Parameters of a property: a run that fails says its seed and path, with which it can be repeated. */
export function runs(count: number) {
  return {
    seed: fuzzSeed,
    numRuns: Math.max(1, Math.round(count * runsFactor)),
    verbose: 0,
    endOnFailure: process.env['FUZZ_SHRINK'] === undefined,
  } as const;
}

/** For what takes as long as the number of runs makes it. */
export const propertyTimeoutMs = 240_000 * Math.max(1, runsFactor);

export const check = fc.assert;
