import { expect, it } from 'vitest';
import { alertFormOf, ruleOfForm } from '../../../../renderer/features/alerts/alert-form.ts';
import { sayProgress } from '../../../../renderer/features/alerts/alert-progress.ts';
import { samplePoll } from '../../main/sample-polls.ts';

it('becomes a rule, or says what to mend', () => {
  const turnout = alertFormOf('turnout', [{ rule: { kind: 'turnout', percent: 10, of: 350 }, firedAt: null }]);
  expect(ruleOfForm(turnout)).toEqual({ kind: 'turnout', percent: 50, of: 350 });
  expect(ruleOfForm({ ...turnout, value: 101 })).toBe('Give a whole number from 1 to 100.');
  expect(ruleOfForm({ ...turnout, of: Number.NaN })).toBe('Give the number of people that you expect.');
  for (const kind of ['votes', 'silence', 'lag', 'closing'] as const) {
    expect(ruleOfForm(alertFormOf(kind, []))).toMatchObject({ kind });
    for (const value of [0, 1.5, Number.NaN]) expect(ruleOfForm({ kind, value, of: 1 })).toMatch(/^Give a whole number from 1/);
  }
});

it('says how far a rule is', () => {
  const poll = samplePoll();
  const at = (rule: Parameters<typeof sayProgress>[0], of = poll) => sayProgress(rule, of, undefined, 0);
  expect(at({ kind: 'votes', at: 500 })).toBe('At 0 of 500');
  expect(at({ kind: 'turnout', percent: 5, of: 350 })).toBe('At 0 %, 0 of 350 people');
  expect(at({ kind: 'silence', minutes: 1 })).toBe('No votes just now');
  expect(at({ kind: 'closing', minutes: 1 })).toBe('The poll has no closing time');
  const run = { ...poll.runs[0], closesAt: 65_000 } as (typeof poll.runs)[number];
  expect(at({ kind: 'closing', minutes: 1 }, samplePoll({ runs: [run] }))).toBe('Closes in 1:05');
  expect(at({ kind: 'votes', at: 5 }, samplePoll({ state: 'draft', runs: [] }))).toBe('The poll has not opened yet');
});
