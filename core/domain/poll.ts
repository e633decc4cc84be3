import { z } from 'zod';
import type { ClosingPlan } from './closing-plan.ts';
import type { QuestionRule } from './question-types/question-type.ts';
import { questionTypeNames } from './question-types/registry.ts';

export const pollStates = ['draft', 'opening', 'open', 'paused', 'closing', 'closed'] as const;
/** `opening` lasts until every votes partition holds the run's open marker, a few milliseconds as a rule. */
export type PollState = (typeof pollStates)[number];

/** Voting has begun and not come to its end. */
export function isRunning({ state }: { readonly state: PollState }): boolean {
  return state !== 'draft' && state !== 'closed';
}

/** Who may see the result while a poll runs and after; authors always may. */
export const revealRules = ['always', 'after-voting', 'after-closing', 'never'] as const;
export type RevealRule = (typeof revealRules)[number];

/** Whether a voter may replace a vote while the poll is open. */
export const changeRules = ['none', 'until-close'] as const;
export type ChangeRule = (typeof changeRules)[number];

export const limits = { questionLength: 500, labelLength: 200, options: 100 } as const;

const text = (max: number) => z.string().trim().min(1).max(max);

export const optionSchema = z.object({ number: z.int().min(1), label: text(limits.labelLength) });
export type PollOption = Readonly<z.infer<typeof optionSchema>>;

const isTimeZone = (name: string) => {
  try {
    return Boolean(new Intl.DateTimeFormat('en', { timeZone: name }));
  } catch (error) {
    if (error instanceof RangeError) return false;
    throw error;
  }
};

export const timeZoneSchema = z.string().max(64).refine(isTimeZone, 'not an IANA time zone');

/** What a poll asks; editable in draft only. `min` and `max` count options of one vote (both 1 for single choice). */
export const pollContentSchema = z
  .object({
    question: text(limits.questionLength),
    type: z.enum(questionTypeNames),
    options: z.array(optionSchema).min(2).max(limits.options),
    min: z.int().min(1),
    max: z.int().min(1),
    reveal: z.enum(revealRules),
    changes: z.enum(changeRules),
    timeZone: timeZoneSchema,
  })
  .refine((content) => content.min <= content.max && content.max <= content.options.length, {
    path: ['max'],
    message: 'min and max must satisfy 1 <= min <= max <= number of options',
  })
  .refine((content) => content.type !== 'single' || content.max === 1, {
    path: ['max'],
    message: 'a single-choice question takes exactly one option',
  })
  .refine((content) => new Set(content.options.map((option) => option.number)).size === content.options.length, {
    path: ['options'],
    message: 'two options have the same number',
  });

export type PollContent = Readonly<z.infer<typeof pollContentSchema>>;

/** One opening-to-closing of a poll. `partitions` and `fingerprint` are frozen at opening. Times in ms since 1970. */
export interface Run {
  readonly run: number;
  readonly partitions: number;
  readonly buckets: number;
  readonly fingerprint: string;
  readonly openedAt: number;
  readonly closedAt: number | null;
  /** When it closes by itself, where it does. */
  readonly closesAt?: number | undefined;
}

export interface Poll {
  readonly id: string;
  /** What participants type to join; unique, never reused. */
  readonly code: string;
  /** Counts the author's accepted commands; a command names the revision it expects. */
  readonly revision: number;
  readonly state: PollState;
  readonly hidden: boolean;
  readonly createdAt: number;
  readonly content: PollContent;
  /** The number the next new option gets; numbers are never reused. */
  readonly nextOption: number;
  readonly runs: readonly Run[];
  /** When the next run closes by itself, where it does. */
  readonly closing?: ClosingPlan | undefined;
  /** How often the closing time was set; absent where it never was. */
  readonly timing?: number | undefined;
}

export function currentRun(poll: Poll): Run | undefined {
  return poll.runs.at(-1);
}

/**
 * Orders the states a poll has been in: of two the one with the higher number is the later. (What servers add by themselves,
 * `opened` and `closed`, does not raise the revision.)
 */
export function pollVersion(poll: Pick<Poll, 'revision' | 'state'>): number {
  return poll.revision * 2 + (poll.state === 'opening' || poll.state === 'closing' ? 0 : 1);
}

export function ruleOf(content: PollContent): QuestionRule {
  const { type, min, max } = content;
  return { type, min, max, options: content.options.map((option) => option.number) };
}

export function runKeyOf(pollId: string, run: number): string {
  return `${pollId}:${run}`;
}

/** What an author may leave out when writing a poll. A plain string is an option without a number yet. */
export interface ContentDraft {
  readonly question?: string | undefined;
  readonly type?: PollContent['type'] | undefined;
  readonly options?: readonly (string | { readonly number?: number | undefined; readonly label: string })[] | undefined;
  readonly min?: number | undefined;
  readonly max?: number | undefined;
  readonly reveal?: RevealRule | undefined;
  readonly changes?: ChangeRule | undefined;
  readonly timeZone?: string | undefined;
}

const defaults = { question: '', type: 'single', options: [], min: 1, max: 1, reveal: 'always', changes: 'none', timeZone: 'UTC' } as const;

type Numbered = Pick<Poll, 'content' | 'nextOption'>;

/**
 * Fills a draft up to a whole content (not yet checked against `pollContentSchema`). Options keep the number of
 * the earlier option with the same number or label; others get fresh numbers, so that a number never changes its meaning.
 */
export function completeContent(draft: ContentDraft, earlier?: Numbered): { content: PollContent; nextOption: number } {
  const before = earlier?.content;
  const base = before ?? defaults;
  const type = draft.type ?? base.type;
  const numbered = numberOptions(draft.options ?? base.options, earlier);
  const typeKept = before?.type === type;
  const max = draft.max ?? (type === 'single' ? 1 : typeKept ? Math.min(base.max, numbered.options.length) : numbered.options.length);
  return {
    nextOption: numbered.nextOption,
    content: {
      question: draft.question ?? base.question,
      type,
      options: numbered.options,
      min: draft.min ?? (typeKept ? Math.min(base.min, max) : 1),
      max,
      reveal: draft.reveal ?? base.reveal,
      changes: draft.changes ?? base.changes,
      timeZone: draft.timeZone ?? base.timeZone,
    },
  };
}

function numberOptions(given: NonNullable<ContentDraft['options']>, earlier: Numbered | undefined) {
  const known = earlier?.content.options ?? [];
  const used = new Set<number>();
  let nextOption = earlier?.nextOption ?? 1;
  const options = given.map((option) => {
    const asked = typeof option === 'string' ? { label: option } : option;
    const label = asked.label.trim();
    const match =
      'number' in asked && asked.number !== undefined
        ? known.find(({ number }) => number === asked.number && !used.has(number))
        : known.find((old) => old.label === label && !used.has(old.number));
    const number = match?.number ?? nextOption++;
    used.add(number);
    return { number, label };
  });
  return { options, nextOption };
}
