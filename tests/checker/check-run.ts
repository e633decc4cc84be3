import { checkClosing, faultsInMarkers } from './check-closing.ts';
import { faultsInRecords, votesOf } from './check-log.ts';
import { checkVoters, faultsInBallots, faultsInCsv, faultsOnScreen } from './check-numbers.ts';
import { faultsInSteps } from './check-screen.ts';
import type { Finding, RunEvidence } from './evidence.ts';
import { accountOf } from './true-result.ts';

/** Holds everything known of a run against everything else; every fault is a sentence. */
export function checkRun(evidence: RunEvidence): Finding {
  const votes = votesOf(evidence);
  const account = accountOf(
    votes.filter(({ inTime }) => inTime).map(({ vote }) => vote),
    evidence.changes,
  );
  const closing = checkClosing(evidence, votes);
  const voters = checkVoters(evidence, account);
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
