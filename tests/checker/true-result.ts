import type { ChangeRule } from '../../core/domain/poll.ts';
import type { Result } from '../../core/domain/result.ts';
import type { Vote } from '../../core/domain/vote.ts';
import { partitionOf } from '../../core/domain/vote.ts';

/**
 * An independent account of a run, worked out from its votes; shares no code with the fold. Plain on purpose: all votes of a voter
 * are laid side by side first, and only then is the one that counts picked.
 */
export interface Account {
  readonly votesByOption: ReadonlyMap<number, number>;
  readonly voters: number;
  readonly duplicates: number;
  readonly repeats: number;
  /** The vote that counts, by voter. */
  readonly ballots: ReadonlyMap<string, Vote>;
}

/** `votes` holds every vote before the close, repeats included, in the order of the log. */
export function accountOf(votes: readonly Vote[], changes: ChangeRule): Account {
  const votesByOption = new Map<number, number>();
  const ballots = new Map<string, Vote>();
  let duplicates = 0;
  for (const [voterId, own] of byVoter(votes)) {
    const different = withoutRepeats(own, changes);
    duplicates += different.length - 1;
    if (changes === 'until-close') different.sort((a, b) => (isLater(a, b) ? -1 : 1));
    const [ballot] = different;
    if (ballot === undefined) continue;
    ballots.set(voterId, ballot);
    for (const option of ballot.choice) votesByOption.set(option, (votesByOption.get(option) ?? 0) + 1);
  }
  return { votesByOption, voters: ballots.size, duplicates, repeats: votes.length - duplicates - ballots.size, ballots };
}

/** Where votes may change: the later stamp, else the greater id. */
export function isLater(a: Vote, b: Vote): boolean {
  return a.stamp === b.stamp ? a.voteId > b.voteId : a.stamp > b.stamp;
}

function byVoter(votes: readonly Vote[]): ReadonlyMap<string, Vote[]> {
  const voters = new Map<string, Vote[]>();
  for (const vote of votes) {
    const own = voters.get(vote.voterId);
    if (own === undefined) voters.set(vote.voterId, [vote]);
    else own.push(vote);
  }
  return voters;
}

/** Where votes may change, a copy that was given another stamp is another vote. */
function withoutRepeats(votes: readonly Vote[], changes: ChangeRule): Vote[] {
  const different = new Map<string, Vote>();
  for (const vote of votes) {
    const name = changes === 'none' ? vote.voteId : `${vote.voteId} ${vote.stamp}`;
    if (!different.has(name)) different.set(name, vote);
  }
  return [...different.values()];
}

/** Sentences about where a result departs from the account; none where they agree. */
export function faultsInResult(account: Account, result: Pick<Result, 'options' | 'voters' | 'duplicates'>): string[] {
  const shown = new Map(result.options.map(({ number, votes }) => [number, votes]));
  const faults = [...new Set([...shown.keys(), ...account.votesByOption.keys()])]
    .map((number) => ({ number, is: shown.get(number) ?? 0, should: account.votesByOption.get(number) ?? 0 }))
    .filter(({ is, should }) => is !== should)
    .map(({ number, is, should }) => `option ${number}: ${is} votes, should be ${should}`);
  if (result.voters !== account.voters) faults.push(`${result.voters} voters, should be ${account.voters}`);
  if (result.duplicates !== account.duplicates) faults.push(`${result.duplicates} duplicates, should be ${account.duplicates}`);
  return faults;
}

/** Sentences about votes that the log lost, made up, altered, or keeps in a partition that is not their voter's. */
export function faultsInLog(sent: readonly Vote[], logged: readonly (readonly Vote[])[]): string[] {
  const known = new Map(sent.map((vote) => [vote.voteId, JSON.stringify([vote.voterId, vote.stamp, vote.choice])]));
  const found = new Set<string>();
  const faults: string[] = [];
  for (const [partition, votes] of logged.entries()) {
    for (const vote of votes) {
      found.add(vote.voteId);
      if (!known.has(vote.voteId)) faults.push(`vote ${vote.voteId} was never sent`);
      else if (known.get(vote.voteId) !== JSON.stringify([vote.voterId, vote.stamp, vote.choice]))
        faults.push(`vote ${vote.voteId} was altered`);
      if (partitionOf(vote.voterId, logged.length) !== partition) faults.push(`vote ${vote.voteId} lies in partition ${partition}`);
    }
  }
  for (const voteId of known.keys()) if (!found.has(voteId)) faults.push(`vote ${voteId} is lost`);
  return faults;
}
