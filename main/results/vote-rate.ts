/** How many votes came in lately, by the log's time. Bounded: one minute of buckets, whatever the traffic. */
export interface VoteRate {
  /** Notes `votes` taken in at `time` (ms since 1970). */
  add(votes: number, time: number): void;
  /** Per second, over the last three seconds before `now`. */
  perSecond(now: number): number;
  /** Per second for each of the last 60 whole seconds, oldest first. */
  spark(now: number): number[];
}

const bucketMs = 250;
const bucketsPerSecond = 1000 / bucketMs;
const seconds = 60;
const rateSeconds = 3;
/** One second more than is shown, so that the running second does not push out the oldest. */
const kept = (seconds + 1) * bucketsPerSecond;

export function createVoteRate(): VoteRate {
  const buckets = new Float64Array(kept);
  let newest = 0;

  /** Empties what lies between the newest bucket and the one of `time`. */
  const moveTo = (time: number): void => {
    const bucket = Math.floor(time / bucketMs);
    if (bucket <= newest) return;
    for (let next = Math.max(newest + 1, bucket - kept + 1); next <= bucket; next += 1) buckets[next % kept] = 0;
    newest = bucket;
  };
  const sum = (from: number, to: number): number => {
    let total = 0;
    for (let bucket = Math.max(from, newest - kept + 1); bucket <= Math.min(to, newest); bucket += 1) total += buckets[bucket % kept] ?? 0;
    return total;
  };

  return {
    add(votes, time) {
      moveTo(time);
      const bucket = Math.floor(time / bucketMs);
      if (bucket > newest - kept) buckets[bucket % kept] = (buckets[bucket % kept] ?? 0) + votes;
    },
    perSecond(now) {
      const last = Math.floor(now / bucketMs);
      return Math.round((sum(last - rateSeconds * bucketsPerSecond + 1, last) / rateSeconds) * 10) / 10;
    },
    spark(now) {
      const end = Math.floor(now / 1000);
      return Array.from({ length: seconds }, (_value, index) => {
        const first = (end - seconds + index) * bucketsPerSecond;
        return sum(first, first + bucketsPerSecond - 1);
      });
    },
  };
}
