import type { RunEvidence, Sample } from './evidence.ts';

/** Nothing that one desktop showed ever went backwards; where votes may change, options may, but not the number of voters. */
export function faultsInSteps({ samples, changes }: Pick<RunEvidence, 'samples' | 'changes'>): string[] {
  return samples.flatMap((sample, index) => {
    const before = samples[index - 1];
    return before === undefined || before.session !== sample.session ? [] : stepsBack(before, sample, changes === 'none');
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
