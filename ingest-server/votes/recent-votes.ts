/**
 * Remembers the stamps given to votes that carry an id of their own, so that such a vote keeps its stamp when it is sent
 * again. Holds between `capacity` and twice that many; the oldest half is forgotten at a time.
 */
export interface RecentStamps {
  /** The stamp given to this vote before, or the one that `create` gives it now. */
  stampOf(voterId: string, voteId: string, create: () => number): number;
}

export function createRecentStamps(capacity = 50_000): RecentStamps {
  let young = new Map<string, number>();
  let old = new Map<string, number>();
  return {
    stampOf(voterId, voteId, create) {
      const key = `${voterId}:${voteId}`;
      const stamp = young.get(key) ?? old.get(key) ?? create();
      young.set(key, stamp);
      if (young.size >= capacity) {
        old = young;
        young = new Map();
      }
      return stamp;
    },
  };
}
