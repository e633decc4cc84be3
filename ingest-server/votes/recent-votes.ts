export interface RecentVote {
  readonly stamp: number;
  /** This server has said so, or could not: the answer may have been lost. */
  recorded: boolean;
}

/**
 * Remembers votes that carry an id of their own: such a vote keeps its stamp when it is sent again, and what became of it is known
 * also after the poll has closed. Holds between `capacity` and twice that many; the oldest half is forgotten at a time.
 */
export interface RecentVotes {
  /** The vote as it came before, or, as it comes now, with the stamp that `create` gives. */
  remember(key: string, create: () => number): RecentVote;
  find(key: string): RecentVote | undefined;
}

export function createRecentVotes(capacity = 50_000): RecentVotes {
  let young = new Map<string, RecentVote>();
  let old = new Map<string, RecentVote>();
  const find = (key: string) => young.get(key) ?? old.get(key);
  return {
    remember(key, create) {
      const vote = find(key) ?? { stamp: create(), recorded: false };
      young.set(key, vote);
      if (young.size >= capacity) {
        old = young;
        young = new Map();
      }
      return vote;
    },
    find,
  };
}
