import type { ClosingPlan } from '../../core/domain/closing-plan.ts';
import { longestClosingMinutes } from '../../core/domain/closing-plan.ts';
import { timeOfWall, wallOf } from '../../core/domain/zoned-time.ts';

/** When a poll closes by itself, while it is being written. */
export interface ClosingForm {
  readonly kind: 'never' | 'after' | 'at';
  /** NaN while the field is empty. */
  readonly minutes: number;
  /** As the poll's clocks show it, 2026-03-05T14:05; empty until a time was chosen. */
  readonly wall: string;
}

const usualMinutes = 10;

export function closingFormOf(plan: ClosingPlan | null | undefined, timeZone: string): ClosingForm {
  if (plan === null || plan === undefined) return { kind: 'never', minutes: usualMinutes, wall: '' };
  if (plan.kind === 'after') return { kind: 'after', minutes: plan.minutes, wall: '' };
  return { kind: 'at', minutes: usualMinutes, wall: wallOf(plan.at, timeZone) };
}

const quarterMs = 900_000;

/** The kind is chosen; a time begins as the next quarter of an hour that is at least as long away. */
export function withKind(form: ClosingForm, kind: ClosingForm['kind'], { timeZone, now }: { timeZone: string; now: number }): ClosingForm {
  if (kind !== 'at' || form.wall !== '') return { ...form, kind };
  return { ...form, kind, wall: wallOf(Math.ceil((now + quarterMs) / quarterMs) * quarterMs, timeZone) };
}

/** Undefined where it can be saved. */
export function closingError(form: ClosingForm, timeZone: string, now: number): string | undefined {
  if (form.kind === 'after') {
    const isGood = Number.isInteger(form.minutes) && form.minutes >= 1 && form.minutes <= longestClosingMinutes;
    return isGood ? undefined : 'Give a whole number of minutes, from 1.';
  }
  if (form.kind === 'never') return undefined;
  const at = timeOfWall(form.wall, timeZone);
  if (at === undefined) return 'Choose a day and a time.';
  if (at <= now) return 'This time has passed. Choose a later one.';
  return at > now + longestClosingMinutes * 60_000 ? 'Choose a time within a year.' : undefined;
}

/** Of a form without errors. */
export function closingPlanOf({ kind, minutes, wall }: ClosingForm, timeZone: string): ClosingPlan | null {
  if (kind === 'after') return { kind, minutes };
  const at = kind === 'at' ? timeOfWall(wall, timeZone) : undefined;
  return at === undefined ? null : { kind: 'at', at };
}
