import { expect, it } from 'vitest';
import { createRateLimiter } from '../../../ingest-server/limits/rate-limiter.ts';

it('lets each key have its events of a second, and again in the next', () => {
  let now = 10_000;
  const limiter = createRateLimiter({ perSecond: 2, clock: () => now });
  expect(['a', 'a', 'a', 'b'].map((key) => limiter.take(key))).toEqual([true, true, false, true]);
  now = 11_000;
  expect(limiter.take('a')).toBe(true);
});
