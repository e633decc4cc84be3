import { z } from 'zod';
import { recordTime } from './record-limits.ts';

/** A year. */
export const longestClosingMinutes = 366 * 24 * 60;

/** When a run closes by itself: so long after its opening, or at a time (ms since 1970). */
export const closingPlanSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('after'), minutes: z.int().min(1).max(longestClosingMinutes) }),
  z.object({ kind: z.literal('at'), at: recordTime.int() }),
]);
export type ClosingPlan = Readonly<z.infer<typeof closingPlanSchema>>;

/** The closing time of a run that was opened at `openedAt`; both in ms since 1970. */
export function closingTimeOf(plan: ClosingPlan, openedAt: number): number {
  return plan.kind === 'at' ? plan.at : openedAt + plan.minutes * 60_000;
}
