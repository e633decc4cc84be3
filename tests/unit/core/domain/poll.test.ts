import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { completeContent, pollContentSchema, ruleOf } from '../../../../core/domain/poll.ts';

const first = completeContent({ question: 'Which?', options: ['Red', 'Green', 'Blue'] });

describe('completing what an author wrote', () => {
  it('numbers options from 1 in the order they were made and fills in the rest', () => {
    expect(first).toEqual({
      nextOption: 4,
      content: {
        question: 'Which?',
        type: 'single',
        options: [1, 2, 3].map((number, index) => ({ number, label: ['Red', 'Green', 'Blue'][index] })),
        min: 1,
        max: 1,
        reveal: 'always',
        changes: 'none',
        timeZone: 'UTC',
      },
    });
  });

  it('keeps the numbers of options that stay, in any order, and never gives one out twice', () => {
    const second = completeContent({ options: ['Blue', 'Yellow', 'Red'] }, first);
    expect(second.content.options.map((option) => option.number)).toEqual([3, 4, 1]);
    const third = completeContent({ options: ['Green', 'Blue'] }, second);
    expect(third.content.options.map((option) => option.number)).toEqual([5, 3]);
  });

  it('lets an option be renamed by its number', () => {
    const renamed = completeContent(
      {
        options: [
          { number: 2, label: 'Lime' },
          { number: 1, label: 'Red' },
        ],
      },
      first,
    );
    expect(renamed.content.options).toEqual([
      { number: 2, label: 'Lime' },
      { number: 1, label: 'Red' },
    ]);
  });

  it('gives a number that was never there no meaning', () => {
    expect(completeContent({ options: [{ number: 40, label: 'Pink' }, 'Red'] }, first).content.options).toEqual([
      { number: 4, label: 'Pink' },
      { number: 1, label: 'Red' },
    ]);
  });

  it('never repeats a number, whatever an author does', () => {
    const label = fc.constantFrom('a', 'b', 'c', 'd');
    const option = fc.oneof(label, fc.record({ number: fc.integer({ min: 1, max: 6 }), label }));
    fc.assert(
      fc.property(fc.array(fc.array(option, { maxLength: 6 }), { maxLength: 5 }), (edits) => {
        let book: ReturnType<typeof completeContent> | undefined;
        for (const options of edits) {
          const before = book?.nextOption ?? 1;
          const known = new Set(book?.content.options.map(({ number }) => number));
          book = completeContent({ options }, book);
          const numbers = book.content.options.map(({ number }) => number);
          expect(new Set(numbers).size).toBe(numbers.length);
          expect(numbers.every((number) => known.has(number) || number >= before)).toBe(true);
          expect(book.nextOption).toBeGreaterThanOrEqual(before);
        }
      }),
    );
  });

  it('lets a multiple-choice question take all options unless told otherwise', () => {
    const multiple = completeContent({ type: 'multiple' }, first);
    expect(multiple.content).toMatchObject({ min: 1, max: 3 });
    expect(completeContent({ options: ['Red', 'Green'] }, multiple).content).toMatchObject({ min: 1, max: 2 });
    expect(completeContent({ type: 'single' }, multiple).content).toMatchObject({ min: 1, max: 1 });
  });
});

describe('a poll content', () => {
  const good = first.content;

  it('is accepted as completed', () => {
    expect(pollContentSchema.parse(good)).toEqual(good);
  });

  it('is refused where it makes no sense', () => {
    const bad = [
      { question: '  ' },
      { question: 'x'.repeat(501) },
      { options: good.options.slice(0, 1) },
      { options: [...good.options, { number: 1, label: 'Red again' }] },
      { options: [...good.options, { number: 4, label: 'x'.repeat(201) }] },
      { max: 2 },
      { type: 'multiple', min: 3, max: 2 },
      { type: 'multiple', max: 4 },
      { type: 'multiple', min: 0 },
      { type: 'ranking' },
      { reveal: 'sometimes' },
      { timeZone: 'Mars/Olympus' },
    ];
    for (const part of bad) expect(pollContentSchema.safeParse({ ...good, ...part }).success, JSON.stringify(part)).toBe(false);
  });

  it('gives the fold its rule', () => {
    expect(ruleOf(good)).toEqual({ type: 'single', min: 1, max: 1, options: [1, 2, 3] });
  });
});
