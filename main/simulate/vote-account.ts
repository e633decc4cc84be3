import type { VoteOutcome } from './participant.ts';
import type { PlannedVote } from './vote-plan.ts';

/** The simulator's own account, kept from answers alone, to hold the server's result against. */
export interface VoteAccount {
  note(vote: PlannedVote, choice: readonly number[], outcome: VoteOutcome): void;
  /** What the voter's last accepted vote chose, or undefined. */
  ballotOf(voter: number): readonly number[] | undefined;
  totals(): AccountTotals;
  totalsSoFar(): { readonly accepted: number; readonly refused: number };
}

export interface AccountTotals {
  /** Voters with at least one accepted vote. */
  readonly voters: number;
  /** For each option, the ballots that count: each voter's last accepted vote where votes may change, else the first. */
  readonly options: readonly { readonly number: number; readonly votes: number }[];
  readonly accepted: number;
  /** Accepted votes that do not count, because another of the same voter does. */
  readonly duplicates: number;
  readonly repeatsAccepted: number;
  readonly changesAccepted: number;
  readonly refused: number;
  /** Votes of which no answer ever came: they may count or not. */
  readonly unknown: number;
}

export interface VoteAccountOptions {
  readonly options: readonly number[];
  readonly changes: 'none' | 'until-close';
}

export function createVoteAccount({ options, changes }: VoteAccountOptions): VoteAccount {
  const ballots = new Map<number, readonly number[]>();
  const tally = { accepted: 0, repeatsAccepted: 0, changesAccepted: 0, refused: 0, unknown: 0 };
  return {
    note({ voter, kind }, choice, outcome) {
      if (outcome.kind === 'unknown') tally.unknown += 1;
      if (outcome.kind === 'refused') tally.refused += 1;
      if (outcome.kind !== 'accepted') return;
      tally.accepted += 1;
      if (kind === 'repeat') tally.repeatsAccepted += 1;
      if (kind === 'change') tally.changesAccepted += 1;
      if (changes === 'until-close' || !ballots.has(voter)) ballots.set(voter, choice);
    },
    ballotOf: (voter) => ballots.get(voter),
    totalsSoFar: () => tally,
    totals() {
      const counts = new Map(options.map((number) => [number, 0]));
      for (const choice of ballots.values()) for (const number of choice) counts.set(number, (counts.get(number) ?? 0) + 1);
      return {
        ...tally,
        voters: ballots.size,
        duplicates: tally.accepted - ballots.size,
        options: [...counts].map(([number, votes]) => ({ number, votes })),
      };
    },
  };
}
