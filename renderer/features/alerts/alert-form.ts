import type { AlertKind, AlertRule } from '../../../core/domain/alert.ts';
import { alertRuleSchema } from '../../../core/domain/alert.ts';
import type { PollAlerts } from '../../state/alerts-store.ts';

/** A rule while it is being written; NaN in an empty field. */
export interface AlertForm {
  readonly kind: AlertKind;
  readonly value: number;
  /** People expected, for turnout. */
  readonly of: number;
}

export const alertFields: Readonly<Record<AlertKind, { readonly choice: string; readonly after: string; readonly usual: number }>> = {
  votes: { choice: 'So many people have voted', after: 'people', usual: 100 },
  turnout: { choice: 'Turnout reaches', after: '%', usual: 50 },
  silence: { choice: 'No votes come in for', after: 'minutes', usual: 2 },
  lag: { choice: 'The result is behind by more than', after: 'seconds', usual: 10 },
  closing: { choice: 'The poll closes in', after: 'minutes', usual: 5 },
};

const usualPeople = 100;

/** With the number of people that another rule of the poll expects already. */
export function alertFormOf(kind: AlertKind, alerts: PollAlerts['alerts']): AlertForm {
  const expected = alerts.flatMap(({ rule }) => (rule.kind === 'turnout' ? [rule.of] : [])).at(0);
  return { kind, value: alertFields[kind].usual, of: expected ?? usualPeople };
}

/** The rule, or a sentence that says what to mend. */
export function ruleOfForm({ kind, value, of }: AlertForm): AlertRule | string {
  const rule = alertRuleSchema.safeParse(rawRule({ kind, value, of })).data;
  if (rule !== undefined) return rule;
  return kind === 'turnout' && value >= 1 && value <= 100
    ? 'Give the number of people that you expect.'
    : `Give a whole number${kind === 'turnout' ? ' from 1 to 100' : ' from 1'}${kind === 'lag' ? ' to 3,600' : ''}.`;
}

function rawRule({ kind, value, of }: AlertForm): unknown {
  switch (kind) {
    case 'votes':
      return { kind, at: value };
    case 'turnout':
      return { kind, percent: value, of };
    case 'lag':
      return { kind, seconds: value };
    case 'silence':
    case 'closing':
      return { kind, minutes: value };
  }
}
