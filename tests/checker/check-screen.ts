import type { RunEvidence, Sample } from './evidence.ts';

/**
 * Nothing that one desktop showed ever went backwards; where votes may change, options may, but not the number of voters. One that was
 * started again begins anew, but in the end it shows no less than the ones before it did.
 */
export function faultsInSteps({ samples, changes }: Pick<RunEvidence, 'samples' | 'changes'>): string[] {
  const optionsToo = changes === 'none';
  const last = samples.at(-1);
  return samples.flatMap((sample, index) => {
    const before = samples[index - 1];
    if (before === undefined || last === undefined) return [];
    if (before.session === sample.session) return stepsBack(before, sample, optionsToo);
    return stepsBack(before, last, optionsToo).map((fault) => `in its last session ${fault}`);
  });
}

function stepsBack(before: Sample, after: Sample, optionsToo: boolean): string[] {
  const at = new Date(after.at).toISOString();
  const faults: string[] = [];
  if (after.voters < before.voters) faults.push(`the screen went back from ${before.voters} to ${after.voters} voters at ${at}`);
  if (before.final && !after.final) faults.push(`the screen took back that the result is final at ${at}`);
  if (!optionsToo) return faults;
  for (const [index, votes] of after.votes.entries()) {
    const earlier = before.votes[index] ?? 0;
    if (votes < earlier) faults.push(`the screen went back from ${earlier} to ${votes} votes for option ${index + 1} at ${at}`);
  }
  return faults;
}
