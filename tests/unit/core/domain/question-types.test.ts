import { describe, expect, it } from 'vitest';
import { findQuestionType, questionTypeNames } from '../../../../core/domain/question-types/registry.ts';

const rule = { type: 'multiple', options: [3, 1, 7], min: 2, max: 2 };

describe('question types', () => {
  it('are found by name, and only by their own', () => {
    for (const name of questionTypeNames) expect(findQuestionType(name)).toBeDefined();
    for (const name of ['', 'toString', '__proto__', 'constructor']) expect(findQuestionType(name)).toBeUndefined();
  });

  it('single choice takes exactly one valid option', () => {
    const single = findQuestionType('single');
    expect(single?.validate(rule, [7])).toEqual([7]);
    for (const choice of [[], [2], [3, 1], [1.5]]) expect(single?.validate(rule, choice)).toBeUndefined();
    expect(single?.keys(rule, [7])).toEqual([2]);
  });

  it('multiple choice takes between min and max different options and puts them in order', () => {
    const multiple = findQuestionType('multiple');
    expect(multiple?.validate(rule, [7, 3])).toEqual([3, 7]);
    for (const choice of [[], [3], [3, 3], [3, 2], [3, 1, 7]]) expect(multiple?.validate(rule, choice)).toBeUndefined();
    expect(multiple?.keys(rule, [3, 7])).toEqual([0, 2]);
  });
});
