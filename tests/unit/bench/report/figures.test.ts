import { describe, expect, it } from 'vitest';
import { figuresOf, formatNumber } from '../../../bench/report/figures.ts';

describe('the figures of a row', () => {
  it('give the median and the range of all runs', () => {
    expect(figuresOf({ what: 'burst', unit: 's', values: [9, 2, 4] })).toMatchObject({
      median: '4 s',
      range: '2 – 9',
      target: '',
      reached: '',
    });
  });

  it('take the ratio run by run, so that a slow minute falls on both sides', () => {
    const reference = { what: 'bare', values: [1_000, 100, 1_000], atLeast: 0.4 };
    const row = figuresOf({ what: 'ingest', unit: 'votes/s', values: [500, 50, 400], reference });
    expect(row).toMatchObject({ ratio: '50 %', target: '≥ 40 %', reached: 'yes', reference: '1,000 votes/s (bare)' });
  });

  it('say when the ratio misses its target', () => {
    const reference = { what: 'bare', values: [1_000, 1_000, 1_000], atLeast: 0.4 };
    expect(figuresOf({ what: 'ingest', unit: 'votes/s', values: [390, 399, 900], reference }).reached).toBe('**no**');
  });

  it.each([
    [{ atMost: 10 }, 'yes'],
    [{ atMost: 9 }, '**no**'],
    [{ atLeast: 10 }, 'yes'],
    [{ atLeast: 11 }, '**no**'],
  ] as const)('compare the median with the target %j: %s', (target, reached) => {
    expect(figuresOf({ what: 'x', unit: 's', values: [1, 10, 99], target }).reached).toBe(reached);
  });
});

it.each([
  [12_345.6, '12,346'],
  [12.345, '12.3'],
  [1.2345, '1.23'],
  [37_000, '37,000'],
  [NaN, '–'],
])('writes %s as %s', (value, text) => {
  expect(formatNumber(value)).toBe(text);
});
