/** What a voter picked: option numbers, ascending, without repeats. */
export type Choice = readonly number[];

/** The part of a question that the fold needs; frozen in the open marker of each run. */
export interface QuestionRule {
  readonly type: string;
  /** Valid option numbers, in the poll's order; a counter's index is the place in this list. */
  readonly options: readonly number[];
  readonly min: number;
  readonly max: number;
}

/** One small module per type; the tally knows nothing else about types. */
export interface QuestionType {
  /** The choice in its canonical form, or undefined where it breaks the rule. */
  validate(rule: QuestionRule, choice: readonly number[]): Choice | undefined;
  /** Indices of the counters that a valid choice adds one to. */
  keys(rule: QuestionRule, choice: Choice): readonly number[];
}
