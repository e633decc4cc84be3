import type { BallotRow } from '../../core/ports/history-store.ts';
import type { LoggedVote } from './check-log.ts';
import type { RunEvidence, ScreenNumbers } from './evidence.ts';
import type { Account } from './true-result.ts';
import { faultsInResult } from './true-result.ts';

/** The final screen against the account of the log. */
export function faultsOnScreen(screen: ScreenNumbers | undefined, account: Account, votes: readonly LoggedVote[]): string[] {
  if (screen === undefined) return ['the result never became final on the screen'];
  const faults = faultsInResult(account, screen);
  const late = votes.filter(({ inTime }) => !inTime).length;
  if (screen.repeats !== account.repeats) faults.push(`${screen.repeats} repeats, should be ${account.repeats}`);
  if (screen.late !== late) faults.push(`${screen.late} late votes, should be ${late}`);
  if (screen.invalid !== 0) faults.push(`${screen.invalid} invalid votes, should be 0`);
  if (screen.incomplete !== null) faults.push(`incomplete: ${screen.incomplete}`);
  return faults.map((fault) => `on the screen: ${fault}`);
}

/** Ballots in history against the account of the log: the same voters with the same votes, each once. */
export function faultsInBallots(ballots: readonly BallotRow[], account: Account): string[] {
  const faults: string[] = [];
  const seen = new Set<string>();
  for (const { voterId, voteId, choice } of ballots) {
    const counts = account.ballots.get(voterId);
    if (seen.has(voterId)) faults.push(`history has two ballots of voter ${voterId}`);
    else if (counts === undefined) faults.push(`history has a ballot of voter ${voterId}, who has no vote in the log`);
    else if (counts.voteId !== voteId)
      faults.push(`history has vote ${voteId} as the ballot of voter ${voterId}, should be ${counts.voteId}`);
    else if (counts.choice.join() !== choice.join()) faults.push(`history has an altered ballot of voter ${voterId}: ${choice.join()}`);
    seen.add(voterId);
  }
  for (const voterId of account.ballots.keys()) if (!seen.has(voterId)) faults.push(`history has no ballot of voter ${voterId}`);
  return faults;
}

/** Rows of the CSV carry no identity: as many of each choice as there are ballots. */
export function faultsInCsv(rows: RunEvidence['csv'], account: Account): string[] {
  const inFile = countsOf(rows);
  const inLog = countsOf([...account.ballots.values()].map(({ choice }) => choice));
  return [...new Set([...inFile.keys(), ...inLog.keys()])]
    .filter((choice) => inFile.get(choice) !== inLog.get(choice))
    .map((choice) => `the CSV has ${inFile.get(choice) ?? 0} ballots for ${choice}, should be ${inLog.get(choice) ?? 0}`);
}

function countsOf(choices: Iterable<readonly number[]>): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const choice of choices) counts.set(choice.join('+'), (counts.get(choice.join('+')) ?? 0) + 1);
  return counts;
}
