import { checkClosing, faultsInMarkers } from './check-closing.ts';
import { faultsInRecords, votesOf } from './check-log.ts';
import { faultsInBallots, faultsInCsv, faultsOnScreen } from './check-numbers.ts';
import { faultsInSteps } from './check-screen.ts';
import { checkVoters } from './check-voters.ts';
import type { Finding, RunEvidence } from './evidence.ts';
import { accountOf } from './true-result.ts';

/** Whether the screen says all that the log does: where not, the tally may still be on its way. */
export function isSettled(evidence: Pick<RunEvidence, 'changes' | 'log' | 'screen'>): boolean {
  const votes = votesOf(evidence);
  return faultsOnScreen(evidence.screen, accountOfLog(votes, evidence.changes), votes).length === 0;
}

function accountOfLog(votes: ReturnType<typeof votesOf>, changes: RunEvidence['changes']) {
  return accountOf(
    votes.filter(({ inTime }) => inTime).map(({ vote }) => vote),
    changes,
  );
}

/** Holds everything known of a run against everything else; every fault is a sentence. */
export function checkRun(evidence: RunEvidence): Finding {
  const votes = votesOf(evidence);
  const account = accountOfLog(votes, evidence.changes);
  const closing = checkClosing(evidence, votes);
  const voters = checkVoters(evidence, account, votes);
  const faults = [
    ...faultsInMarkers(evidence),
    ...faultsInRecords(evidence),
    ...closing.faults,
    ...faultsOnScreen(evidence.screen, account, votes),
    ...faultsInBallots(evidence.ballots, account),
    ...faultsInCsv(evidence.csv, account),
    ...voters.faults,
    ...faultsInSteps(evidence),
  ];
  return {
    faults: faults.map((fault) => `poll ${evidence.pollId}: ${fault}`),
    known: { lateYetCounted: closing.lateYetCounted, overtaken: voters.overtaken },
  };
}
