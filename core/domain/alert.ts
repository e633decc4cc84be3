import { z } from 'zod';
import type { PollState } from './poll.ts';

const minutes = z
  .int()
  .min(1)
  .max(24 * 60);

/** Something about a poll that a moderator wants to be told. One shape for each, so that two rules are equal if their texts are. */
export const alertRuleSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('votes'), at: z.int().min(1).max(1_000_000_000) }),
  /** `of` people are expected. */
  z.object({ kind: z.literal('turnout'), percent: z.int().min(1).max(100), of: z.int().min(1).max(1_000_000_000) }),
  /** No vote came in for so long while the poll was open. */
  z.object({ kind: z.literal('silence'), minutes }),
  /** The screen is so far behind the log. */
  z.object({ kind: z.literal('lag'), seconds: z.int().min(1).max(3_600) }),
  /** The poll closes by itself so soon. */
  z.object({ kind: z.literal('closing'), minutes }),
]);
export type AlertRule = Readonly<z.infer<typeof alertRuleSchema>>;
export type AlertKind = AlertRule['kind'];
export const alertKinds = ['votes', 'turnout', 'silence', 'lag', 'closing'] as const satisfies readonly AlertKind[];

export const mostAlertRules = 20;
/** Of one poll, without repetitions. */
export const alertRulesSchema = z
  .array(alertRuleSchema)
  .max(mostAlertRules)
  .refine((rules) => new Set(rules.map(ruleKey)).size === rules.length, 'the same alert twice');

export function ruleKey(rule: AlertRule): string {
  return Object.values(rule).join(' ');
}

/** What alerts are judged by; times in ms since 1970. */
export interface AlertFacts {
  readonly run: number;
  readonly state: PollState;
  readonly voters: number;
  /** Everything that came in: also repeats, duplicates, late and invalid ones. */
  readonly received: number;
  readonly votesPerSecond: number;
  readonly lagSeconds: number;
  readonly closesAt: number | undefined;
  /** Whether what the screen shows is what is so: nothing follows from the silence of a broken line. */
  readonly isCurrent: boolean;
  readonly now: number;
}

/** What is remembered of a rule. It fires when armed, and is armed anew by what its kind asks for, and by a new run. */
export const alertMemorySchema = z.object({
  /** 0 before the first. */
  run: z.int().min(0),
  isArmed: z.boolean(),
  firedAt: z.number().nullable(),
});
export type AlertMemory = Readonly<z.infer<typeof alertMemorySchema>>;

/** Since when no votes came in, as far as was seen; null while there is no silence to measure. */
export interface Quiet {
  readonly run: number;
  readonly since: number | null;
  readonly received: number;
  /** Whether votes came in since the look before. */
  readonly isBroken: boolean;
}

export const noQuiet: Quiet = { run: 0, since: null, received: 0, isBroken: false };

/** Measured while the poll is open: a pause is no silence, nor is what could not be seen. */
export function nextQuiet(quiet: Quiet, { run, state, received, votesPerSecond, isCurrent, now }: AlertFacts): Quiet {
  const isBroken = (quiet.run === run && quiet.received !== received) || votesPerSecond > 0;
  if (state !== 'open') return { run, since: null, received, isBroken };
  const goesOn = quiet.run === run && quiet.since !== null && !isBroken && isCurrent;
  return { run, since: goesOn ? quiet.since : now, received, isBroken };
}

/** A new rule does not tell what is so already. */
export function firstMemory(rule: AlertRule, facts: AlertFacts | undefined, quiet: Quiet): AlertMemory {
  return { run: facts?.run ?? 0, isArmed: facts === undefined || !holds(rule, facts, quiet), firedAt: null };
}

/** One look at one rule. `quiet` is that of the same facts. */
export function nextMemory(
  rule: AlertRule,
  before: AlertMemory,
  facts: AlertFacts,
  quiet: Quiet,
): { readonly memory: AlertMemory; readonly fires: boolean } {
  const memory = before.run === facts.run ? before : { run: facts.run, isArmed: true, firedAt: null };
  const isSo = holds(rule, facts, quiet);
  if (memory.isArmed && isSo) return { memory: { ...memory, isArmed: false, firedAt: facts.now }, fires: true };
  if (!memory.isArmed && !isSo && isOver(rule, facts, quiet)) return { memory: { ...memory, isArmed: true }, fires: false };
  return { memory, fires: false };
}

function holds(rule: AlertRule, facts: AlertFacts, quiet: Quiet): boolean {
  switch (rule.kind) {
    case 'votes':
      return facts.voters >= rule.at;
    case 'turnout':
      return facts.voters * 100 >= rule.percent * rule.of;
    case 'silence':
      return facts.isCurrent && facts.state === 'open' && quiet.since !== null && facts.now - quiet.since >= rule.minutes * 60_000;
    case 'lag':
      return isUnderWay(facts) && facts.lagSeconds >= rule.seconds;
    case 'closing':
      return isClosingSoon(facts, rule.minutes);
  }
}

/** Whether what was told is over, so that it may be told again; with a distance, so that what flutters is told once. */
function isOver(rule: AlertRule, facts: AlertFacts, quiet: Quiet): boolean {
  switch (rule.kind) {
    case 'votes':
    case 'turnout':
      return false;
    case 'silence':
      return quiet.isBroken;
    case 'lag':
      return facts.lagSeconds < rule.seconds / 2;
    case 'closing':
      return isUnderWay(facts) && (facts.closesAt === undefined || facts.closesAt - facts.now > rule.minutes * 60_000);
  }
}

function isUnderWay({ state }: AlertFacts): boolean {
  return state === 'open' || state === 'paused' || state === 'closing';
}

function isClosingSoon({ state, closesAt, now }: AlertFacts, within: number): boolean {
  if (closesAt === undefined || (state !== 'open' && state !== 'paused')) return false;
  return closesAt > now && closesAt - now <= within * 60_000;
}
