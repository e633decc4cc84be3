import { expect, it } from 'vitest';
import { createArrivalRate, sharedPace } from '../../../ingest-server/history/writing-pace.ts';

it('rests longer the more votes come in, a minute at most', () => {
  const restAt = (votesPerSecond: number) => sharedPace({ tookMs: 200, votesPerSecond });
  expect(restAt(0)).toBe(1_000);
  expect(restAt(5_000)).toBe(2_000);
  expect(restAt(20_000)).toBe(8_000);
  expect(restAt(1_000_000)).toBe(60_000);
});

it('says how many votes came in lately, not how many there are', () => {
  let now = 0;
  const rate = createArrivalRate(() => now);
  rate.saw(1_000_000);
  expect(rate.perSecond()).toBe(0);
  now = 2_000;
  rate.saw(1_010_000);
  expect(rate.perSecond()).toBe(5_000);
  now = 3_000;
  rate.saw(1_010_000);
  expect(rate.perSecond()).toBe(0);
});
