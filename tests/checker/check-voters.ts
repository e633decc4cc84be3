import { isLater } from './true-result.ts';
import type { Account } from './true-result.ts';
import type { LoggedVote } from './check-log.ts';
import type { RunEvidence, SentVote } from './evidence.ts';

type Evidence = Pick<RunEvidence, 'sent' | 'changes'>;

/** What the voters themselves would say: where votes may not change, a voter's first vote with a 204 counts, else the last one. */
export function checkVoters(evidence: Evidence, account: Account, votes: readonly LoggedVote[]) {
  const { sent, changes } = evidence;
  const ballotOf = new Map([...account.ballots.values()].map(({ voteId }) => [sent.get(voteId)?.voter, voteId]));
  const faults = changes === 'none' ? faultsInChoices(evidence, ballotOf) : [];
  let overtaken = 0;
  for (const [voter, { voteId }] of expectedOf(evidence)) {
    const counted = ballotOf.get(voter);
    if (counted === voteId) continue;
    const counts = counted === undefined ? undefined : sent.get(counted);
    if (changes === 'until-close' && counts !== undefined && hasOvertaken(counts, voteId, votes)) overtaken += 1;
    else faults.push(`of voter ${voter} vote ${voteId} should count, not ${counted ?? 'none'}`);
  }
  return { faults, overtaken };
}

function expectedOf({ sent, changes }: Evidence): ReadonlyMap<number, SentVote> {
  const expected = new Map<number, SentVote>();
  for (const vote of [...sent.values()].sort((a, b) => a.place - b.place)) {
    if (vote.accepted > 0 && (changes === 'until-close' || !expected.has(vote.voter))) expected.set(vote.voter, vote);
  }
  return expected;
}

/** A copy of the counted vote, whose answer was lost, was stored behind the expected vote, and under a later stamp than any of its. */
function hasOvertaken({ voteId, unanswered }: SentVote, expectedId: string, votes: readonly LoggedVote[]): boolean {
  if (unanswered === 0) return false;
  const stored = votes.filter(({ inTime }) => inTime).map(({ vote }) => vote);
  const first = stored.findIndex((vote) => vote.voteId === expectedId);
  if (first < 0) return false;
  const expected = stored.filter((vote) => vote.voteId === expectedId);
  return stored.slice(first + 1).some((vote) => vote.voteId === voteId && expected.every((other) => isLater(vote, other)));
}

/** Where votes may not change, nobody may be told that a second, different choice is recorded. */
function faultsInChoices({ sent }: Evidence, ballotOf: ReadonlyMap<number | undefined, string>): string[] {
  return [...sent.values()].flatMap(({ voteId, voter, choice, accepted }) => {
    const ballot = sent.get(ballotOf.get(voter) ?? '');
    if (accepted === 0 || ballot === undefined || ballot.choice.join() === choice.join()) return [];
    return [`vote ${voteId} of voter ${voter} got a 204 for ${choice.join()}, but ${ballot.choice.join()} counts and may not change`];
  });
}
