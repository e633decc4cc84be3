import { expect, it } from 'vitest';
import { createRecentStamps } from '../../../ingest-server/votes/recent-stamps.ts';

it('keeps a stamp while fewer than its capacity of other votes came in between', () => {
  const stamps = createRecentStamps(10);
  expect(stamps.stampOf('voter', 'vote', () => 1)).toBe(1);
  for (let index = 0; index < 9; index += 1) stamps.stampOf('other', String(index), () => 5);
  expect(stamps.stampOf('voter', 'vote', () => 2)).toBe(1);
});

it('forgets the oldest in the end', () => {
  const stamps = createRecentStamps(10);
  stamps.stampOf('voter', 'vote', () => 1);
  for (let index = 0; index < 30; index += 1) stamps.stampOf('other', String(index), () => 5);
  expect(stamps.stampOf('voter', 'vote', () => 2)).toBe(2);
});
