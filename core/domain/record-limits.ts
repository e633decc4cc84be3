import { z } from 'zod';

/**
 * What records may say at most. Whatever Kpoll writes stays far below; beyond it, numbers no longer fit the columns of a history,
 * sums are not exact, or a date is none.
 */
export const recordLimits = {
  idLength: 64,
  partitions: 10_000,
  buckets: 100_000,
  run: 2 ** 31 - 1,
  /** Of one partial: the sum of all a run can have stays exact. */
  votes: 2 ** 39,
  offset: 2 ** 44 - 1,
  foldVersion: 2 ** 18,
} as const;

/** Ms since 1970, before the year 10000. */
export const recordTime = z.number().min(0).max(253_402_300_799_999);
