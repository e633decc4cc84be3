import { describe, expect, it } from 'vitest';
import { barScale, optionRows, percentOf, spokenResult } from '../../../../renderer/model/option-rows.ts';

const options = [
  { number: 1, label: 'Yes' },
  { number: 2, label: 'No' },
  { number: 4, label: 'Abstain' },
];
const votes = (first: number, second: number, third: number, voters: number) => ({
  voters,
  options: [
    { number: 1, votes: first },
    { number: 2, votes: second },
    { number: 4, votes: third },
  ],
});

describe('optionRows', () => {
  it('shows 0 and never NaN where nobody has voted', () => {
    const rows = optionRows(options, votes(0, 0, 0, 0), 'poll');
    expect(rows.map(({ percent }) => percent)).toEqual([0, 0, 0]);
    expect(rows.some(({ isLeading }) => isLeading)).toBe(false);
  });

  it('shows zeros before the first result has come', () => {
    expect(optionRows(options, undefined, 'votes').map((row) => row.votes)).toEqual([0, 0, 0]);
  });

  it('takes percentages of voters, so those of a multiple choice may add up to more than 100', () => {
    const rows = optionRows(options, votes(8, 6, 2, 10), 'poll');
    expect(rows.map(({ percent }) => percent)).toEqual([80, 60, 20]);
  });

  it('keeps colour and number with the option whatever the order', () => {
    const rows = optionRows(options, votes(1, 5, 3, 9), 'votes');
    expect(rows.map(({ number, colour }) => [number, colour])).toEqual([
      [2, 2],
      [4, 3],
      [1, 1],
    ]);
  });

  it('keeps the order of the poll among options with as many votes', () => {
    expect(optionRows(options, votes(3, 7, 3, 13), 'votes').map(({ number }) => number)).toEqual([2, 1, 4]);
  });

  it('marks all that share the lead', () => {
    expect(optionRows(options, votes(4, 4, 1, 9), 'poll').map(({ isLeading }) => isLeading)).toEqual([true, true, false]);
  });
});

describe('percentOf', () => {
  it('is 0 of nobody', () => {
    expect(percentOf(3, 0)).toBe(0);
  });
});

describe('barScale', () => {
  it('is the smallest step that holds the longest bar', () => {
    expect(barScale([{ percent: 9 }])).toBe(10);
    expect(barScale([{ percent: 38.6 }, { percent: 12 }])).toBe(50);
    expect(barScale([{ percent: 100 }])).toBe(100);
  });

  it('is whole while there are no votes', () => {
    expect(barScale([{ percent: 0 }])).toBe(100);
    expect(barScale([])).toBe(100);
  });
});

describe('spokenResult', () => {
  it('names the leading option and the total', () => {
    const rows = optionRows(options, votes(5, 2, 1, 8), 'poll');
    expect(spokenResult(rows, 8)).toBe('Yes leads with 5 of 8 voters.');
  });

  it('says when options are level', () => {
    const rows = optionRows(options, votes(4, 4, 0, 8), 'poll');
    expect(spokenResult(rows, 8)).toBe('Yes and No are level with 4 votes each, of 8 voters.');
  });

  it('says when there are no votes', () => {
    expect(spokenResult(optionRows(options, undefined, 'poll'), 0)).toBe('No votes yet.');
  });
});
