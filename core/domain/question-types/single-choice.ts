import type { QuestionType } from './question-type.ts';

/** Exactly one option. */
export const singleChoice: QuestionType = {
  validate(rule, choice) {
    const [number] = choice;
    return choice.length === 1 && number !== undefined && rule.options.includes(number) ? choice : undefined;
  },
  keys(rule, choice) {
    return choice.map((number) => rule.options.indexOf(number));
  },
};
