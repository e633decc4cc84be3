import { z } from 'zod';
import { alertRuleSchema, alertRulesSchema } from '../domain/alert.ts';

const pollId = z.string().min(1).max(64);

/** The alerts of one poll at the place that is connected to. */
export const pollAlertsSchema = z.object({
  pollId,
  /** `firedAt` in ms since 1970: when it was last told in the poll's newest run, or null. */
  alerts: z.array(z.object({ rule: alertRuleSchema, firedAt: z.number().nullable() })),
  /** False for whoever looks in from another computer: alerts ring where they were set. */
  isMine: z.boolean(),
});
export type PollAlerts = z.infer<typeof pollAlertsSchema>;

export const alertsCalls = {
  'alerts:read': { args: z.object({ pollId }), result: pollAlertsSchema },
  /** Replaces the poll's rules; those that stay go on from where they are. Failure `unauthorized` from another computer. */
  'alerts:write': { args: z.object({ pollId, rules: alertRulesSchema }), result: pollAlertsSchema },
  /** Tells an alert that says it is a test, the way a real one is told. */
  'alerts:test': { args: z.object({ pollId }), result: z.undefined() },
} as const;

/** Told to the windows of this computer alone. */
export const alertsEvents = {
  'alert:fired': z.object({ pollId, title: z.string(), text: z.string(), isTest: z.boolean() }),
} as const;
