import type { Choice, QuestionRule } from '../question-types/question-type.ts';
import { findQuestionType } from '../question-types/registry.ts';

/** The different valid choices of a run's voters, each checked and taken apart once, and called by a number from then on. */
export interface ChoiceList {
  /** The number of a choice, in whatever form it came; -1 where it breaks the rule. */
  numberOf(choice: readonly number[]): number;
  choiceAt(number: number): Choice;
  /** Indices of the counters that the choice adds one to. */
  keysAt(number: number): readonly number[];
  /** The number of choices that are remembered. */
  size(): number;
  /** Forgets all others; their numbers are given again. */
  keepOnly(used: ReadonlySet<number>): void;
  clear(): void;
}

export function createChoiceList(rule: QuestionRule): ChoiceList {
  const type = findQuestionType(rule.type);
  const numbers = new Map<string, number>();
  const singles = new Map<number, number>();
  const choices: Choice[] = [];
  const keys: (readonly number[])[] = [];
  const free: number[] = [];

  /** Only the canonical form is remembered: others could be many more. */
  function lookUp(choice: readonly number[]): number {
    const valid = type?.validate(rule, choice);
    if (type === undefined || valid === undefined) return -1;
    const text = valid.join(',');
    const known = numbers.get(text);
    if (known !== undefined) return known;
    const number = free.pop() ?? choices.length;
    choices[number] = valid;
    keys[number] = type.keys(rule, valid);
    numbers.set(text, number);
    if (valid.length === 1 && valid[0] !== undefined) singles.set(valid[0], number);
    return number;
  }

  return {
    numberOf(choice) {
      const known = choice.length === 1 && choice[0] !== undefined ? singles.get(choice[0]) : numbers.get(choice.join(','));
      return known ?? lookUp(choice);
    },
    choiceAt: (number) => choices[number] ?? [],
    keysAt: (number) => keys[number] ?? [],
    size: () => numbers.size,
    keepOnly(used) {
      for (const [text, number] of numbers) {
        if (used.has(number)) continue;
        numbers.delete(text);
        singles.delete(Number(text));
        free.push(number);
      }
    },
    clear() {
      numbers.clear();
      singles.clear();
      choices.length = 0;
      keys.length = 0;
      free.length = 0;
    },
  };
}
