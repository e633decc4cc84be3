import { expect, it } from 'vitest';
import { createHistogram, median, quantileOf } from '../../bench/statistics.ts';

it('knows the median of odd and even numbers of values, in any order', () => {
  expect([median([10, 9, 100]), median([4, 1, 3, 2])]).toEqual([10, 2.5]);
});

it('counts values of a histogram as it does values one by one', () => {
  const values = Array.from({ length: 1_000 }, (_, index) => (index * 37) % 500);
  const histogram = createHistogram();
  for (const value of values) histogram.add(value + 0.4);
  for (const quantile of [0, 0.5, 0.99, 0.999]) expect(histogram.quantile(quantile)).toBe(quantileOf(values, quantile));
});
