import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { retryDelayMs } from '../../../participant/retry-delay.ts';

const random = fc.double({ min: 0, max: 1, noNaN: true });

describe('the wait before trying again', () => {
  it('grows, stays under sixteen seconds of its own accord, and never undercuts the server', () => {
    fc.assert(
      fc.property(fc.nat(1_000), fc.nat(60_000), random, (attempt, asked, chance) => {
        const delay = retryDelayMs(attempt, asked, () => chance);
        expect(delay).toBeGreaterThanOrEqual(Math.max(400, asked));
        expect(delay).toBeLessThanOrEqual(Math.max(15_000, asked + 800));
      }),
    );
    expect(retryDelayMs(3, 0, () => 0.5)).toBeGreaterThan(retryDelayMs(0, 0, () => 0.5));
  });

  it('differs from phone to phone, so that a room does not come back at once', () => {
    expect(retryDelayMs(0, 2_000, () => 0.1)).not.toBe(retryDelayMs(0, 2_000, () => 0.9));
  });
});
