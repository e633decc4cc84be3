import type { QuestionType } from './question-type.ts';

/** Between `min` and `max` different options. */
export const multipleChoice: QuestionType = {
  validate(rule, choice) {
    if (choice.length < rule.min || choice.length > rule.max) return undefined;
    if (new Set(choice).size !== choice.length) return undefined;
    if (!choice.every((number) => rule.options.includes(number))) return undefined;
    return [...choice].sort((a, b) => a - b);
  },
  keys(rule, choice) {
    return choice.map((number) => rule.options.indexOf(number));
  },
};
