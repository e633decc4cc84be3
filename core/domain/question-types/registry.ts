import { multipleChoice } from './multiple-choice.ts';
import type { QuestionType } from './question-type.ts';
import { singleChoice } from './single-choice.ts';

/** Every question type there is, by the name it has in polls, records and the API. */
export const questionTypes = { single: singleChoice, multiple: multipleChoice } satisfies Record<string, QuestionType>;

export type QuestionTypeName = keyof typeof questionTypes;

export const questionTypeNames = Object.keys(questionTypes) as [QuestionTypeName, ...QuestionTypeName[]];

/** The module for a name out of a record, or undefined where a newer server wrote a type unknown here. */
export function findQuestionType(name: string): QuestionType | undefined {
  return Object.hasOwn(questionTypes, name) ? questionTypes[name as QuestionTypeName] : undefined;
}
