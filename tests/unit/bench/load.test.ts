import { expect, it } from 'vitest';
import { voteIdSchema } from '../../../core/contract/http.ts';
import { optionOf, voteIdOf, voteIndexOf } from '../../bench/load/load-messages.ts';

it('gives votes ids that the server takes and that tell which vote it was', () => {
  const prefix = 'b0123456789ab';
  for (const index of [0, 35, 36_999, 4_000_000]) {
    expect(voteIdSchema.safeParse(voteIdOf(prefix, index)).success).toBe(true);
    expect(voteIndexOf(prefix, voteIdOf(prefix, index))).toBe(index);
  }
  expect(voteIndexOf(prefix, voteIdOf('b9999999999ab', 1))).toBeUndefined();
});

it('lets votes pick every option, not all as often', () => {
  const picks = [0, 0, 0, 0, 0];
  for (let vote = 0; vote < 1_000; vote += 1) picks[optionOf(vote)] = (picks[optionOf(vote)] ?? 0) + 1;
  expect(picks[0]).toBe(0);
  expect(new Set(picks.slice(1)).size).toBeGreaterThan(1);
  expect(Math.min(...picks.slice(1))).toBeGreaterThan(0);
});
