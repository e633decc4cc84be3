import { fuzzSeed, runsFactor } from './fuzz-settings.ts';

/** Whoever wants to see a failure again needs the seed. */
export default function setup(): void {
  process.stdout.write(`fuzz: FUZZ_SEED=${fuzzSeed} FUZZ_RUNS=${runsFactor}\n`);
}
