import type { ChangeRule } from '../../core/domain/poll.ts';
import type { Result } from '../../core/domain/result.ts';
import type { Vote } from '../../core/domain/vote.ts';
import { partitionOf } from '../../core/domain/vote.ts';

/**
 * An independent account of a run, worked out from what was sent and shares no code with the fold. Slow and plain on purpose.
 */
export interface Account {
  readonly votesByOption: ReadonlyMap<number, number>;
  readonly voters: number;
  readonly duplicates: number;
}

/** `sent` holds every vote that was acknowledged before the close, repeats included, in the order they were sent. */
export function accountOf(sent: readonly Vote[], changes: ChangeRule): Account {
  const votesByOption = new Map<number, number>();
  const voterIds = new Set(sent.map((vote) => vote.voterId));
  let duplicates = 0;
  for (const voterId of voterIds) {
    const different = withoutRepeats(sent.filter((vote) => vote.voterId === voterId));
    duplicates += different.length - 1;
    if (changes === 'until-close') different.sort((a, b) => b.stamp - a.stamp || (a.voteId < b.voteId ? 1 : -1));
    for (const option of different[0]?.choice ?? []) votesByOption.set(option, (votesByOption.get(option) ?? 0) + 1);
  }
  return { votesByOption, voters: voterIds.size, duplicates };
}

function withoutRepeats(votes: readonly Vote[]): Vote[] {
  return votes.filter((vote, index) => votes.findIndex((other) => other.voteId === vote.voteId) === index);
}

/** Sentences about where a result departs from the account; none where they agree. */
export function faultsInResult(account: Account, result: Pick<Result, 'options' | 'voters' | 'duplicates'>): string[] {
  const faults = result.options
    .filter(({ number, votes }) => votes !== (account.votesByOption.get(number) ?? 0))
    .map(({ number, votes }) => `option ${number}: ${votes} votes, should be ${account.votesByOption.get(number) ?? 0}`);
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
