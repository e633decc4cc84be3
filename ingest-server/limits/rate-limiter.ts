/**
 * Counts events per key in windows of one second. Memory is bounded by the number of keys seen within a second, which the
 * flood itself has to pay for.
 */
export interface RateLimiter {
  /** Counts one event; false when the key has used up its events of this second. */
  take(key: string): boolean;
}

export function createRateLimiter({ perSecond, clock }: { perSecond: number; clock: () => number }): RateLimiter {
  let window = 0;
  const counts = new Map<string, number>();
  return {
    take(key) {
      const now = Math.floor(clock() / 1000);
      if (now !== window) {
        window = now;
        counts.clear();
      }
      const count = (counts.get(key) ?? 0) + 1;
      counts.set(key, count);
      return count <= perSecond;
    },
  };
}
