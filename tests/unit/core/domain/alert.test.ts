import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { AlertFacts, AlertMemory, AlertRule, Quiet } from '../../../../core/domain/alert.ts';
import { alertRulesSchema, firstMemory, nextMemory, nextQuiet, noQuiet } from '../../../../core/domain/alert.ts';
import { sayAlert, sayRule } from '../../../../core/domain/alert-words.ts';

const minute = 60_000;
const facts = (changes: Partial<AlertFacts> = {}): AlertFacts => ({
  ...{ run: 1, state: 'open', voters: 0, received: 0, votesPerSecond: 0, lagSeconds: 0, closesAt: undefined, isCurrent: true, now: 0 },
  ...changes,
});

/** The times at which a rule fires; the first look only notes what is so already. */
function firings(rule: AlertRule, looks: readonly Partial<AlertFacts>[]): number[] {
  let quiet: Quiet = noQuiet;
  let memory: AlertMemory | undefined;
  const fired: number[] = [];
  for (const look of looks) {
    const seen = facts(look);
    quiet = nextQuiet(quiet, seen);
    memory ??= firstMemory(rule, seen, quiet);
    const next = nextMemory(rule, memory, seen, quiet);
    memory = next.memory;
    if (next.fires) fired.push(seen.now);
  }
  return fired;
}

describe('alerts', () => {
  it('for votes fire once in a run, at the first number that is there or beyond', () => {
    const rule = { kind: 'votes', at: 100 } as const;
    const counts = [0, 99, 140, 141, 99, 150];
    expect(
      firings(
        rule,
        counts.map((voters, now) => ({ voters, now })),
      ),
    ).toEqual([2]);
    expect(firings(rule, [{ voters: 100 }, { voters: 200, now: 1 }])).toEqual([]);
    expect(
      firings(rule, [
        { voters: 1 },
        { voters: 100, now: 1 },
        { run: 2, voters: 0, now: 2 },
        { run: 2, voters: 100, now: 3, state: 'closed' },
      ]),
    ).toEqual([1, 3]);
  });

  it('for turnout go by the people that are expected', () => {
    const rule = { kind: 'turnout', percent: 50, of: 7 } as const;
    expect(firings(rule, [{ voters: 3 }, { voters: 3, now: 1 }, { voters: 4, now: 2 }, { voters: 7, now: 3 }])).toEqual([2]);
  });

  it('for silence fire after so long without a vote, and again only after votes have come', () => {
    const rule = { kind: 'silence', minutes: 2 } as const;
    const quietFor = (from: number, to: number, received: number) =>
      Array.from({ length: to - from + 1 }, (_, index) => ({ now: (from + index) * minute, received }));
    expect(firings(rule, quietFor(0, 10, 5))).toEqual([2 * minute]);
    expect(firings(rule, [...quietFor(0, 10, 5), ...quietFor(11, 20, 6)])).toEqual([2 * minute, 13 * minute]);
    const steady = quietFor(0, 10, 0).map((look, index) => ({ ...look, received: index }));
    expect(firings(rule, steady)).toEqual([]);
    expect(
      firings(
        rule,
        quietFor(0, 10, 5).map((look) => ({ ...look, votesPerSecond: 0.3 })),
      ),
    ).toEqual([]);
  });

  it('for silence take neither a pause nor a broken line for one', () => {
    const rule = { kind: 'silence', minutes: 2 } as const;
    const at = (now: number, more: Partial<AlertFacts> = {}) => ({ now: now * minute, ...more });
    const paused = { state: 'paused' } as const;
    expect(firings(rule, [at(0), at(1), at(1.5, paused), at(30, paused), at(30.5), at(32), at(32.5)])).toEqual([32.5 * minute]);
    expect(firings(rule, [at(0), at(2), at(3, paused), at(4), at(9)]), 'a pause is no vote').toEqual([2 * minute]);
    const lost = { isCurrent: false };
    expect(firings(rule, [at(0), at(1), at(2, lost), at(9, lost), at(10), at(10.9), at(11)])).toEqual([11 * minute]);
  });

  it('for lag do not flutter', () => {
    const rule = { kind: 'lag', seconds: 10 } as const;
    const lags = [0, 9, 11, 8, 11, 6, 12, 4.9, 10, 3];
    const looks = lags.map((lagSeconds, now) => ({ lagSeconds, now }));
    expect(firings(rule, looks)).toEqual([2, 8]);
    expect(
      firings(
        rule,
        looks.map((look) => ({ ...look, state: 'closed' as const })),
      ),
    ).toEqual([]);
  });

  it('for closing fire before the time, and again where it was moved away in between', () => {
    const rule = { kind: 'closing', minutes: 5 } as const;
    const closesAt = 10 * minute;
    const at = (now: number, more: Partial<AlertFacts> = {}) => ({ now: now * minute, closesAt, ...more });
    expect(firings(rule, [at(0), at(4.9), at(5), at(6), at(9)])).toEqual([5 * minute]);
    const later = { closesAt: 20 * minute };
    expect(firings(rule, [at(0), at(6), at(7, later), at(14, later), at(15, later)])).toEqual([6 * minute, 15 * minute]);
    const none = { closesAt: undefined };
    expect(firings(rule, [at(0, none), at(6, none), at(8, none)])).toEqual([]);
    expect(firings(rule, [at(0), at(11)]), 'too late is not soon').toEqual([]);
    expect(firings(rule, [at(0), at(7, { state: 'closed' })])).toEqual([]);
  });

  it('fire at most once for a crossing, whatever happens', () => {
    const look = fc.record({ voters: fc.nat(20), lagSeconds: fc.nat(20), run: fc.integer({ min: 1, max: 3 }) });
    fc.assert(
      fc.property(fc.array(look, { maxLength: 60 }), (looks) => {
        const runs = looks.map((seen, now) => ({ ...seen, now })).sort((a, b) => a.run - b.run);
        const inOrder = runs.map((seen, now) => ({ ...seen, now }));
        const fired = firings({ kind: 'votes', at: 10 }, inOrder);
        const ofRuns = fired.map((at) => inOrder[at]?.run);
        expect(new Set(ofRuns).size).toBe(fired.length);
        expect(fired.every((at) => (inOrder[at]?.voters ?? 0) >= 10)).toBe(true);
      }),
    );
  });

  it('are told in counts, with the question shortened', () => {
    const question = 'Shall we? '.repeat(40);
    const words = sayAlert({ kind: 'turnout', percent: 50, of: 1_000 }, facts({ voters: 512 }), question);
    expect(words.title).toBe('Turnout 51 %: 512 of 1,000');
    expect(words.text.length).toBeLessThanOrEqual(80);
    expect(sayAlert({ kind: 'votes', at: 1 }, facts(), `${'x'.repeat(78)}😀 and more`).text).toBe(`${'x'.repeat(78)}…`);
    expect(words.text.endsWith('…')).toBe(true);
    expect(sayAlert({ kind: 'votes', at: 1 }, facts({ voters: 1 }), 'Q')).toEqual({ title: '1 person has voted', text: 'Q' });
    expect(sayRule({ kind: 'silence', minutes: 1 })).toBe('No votes for 1 minute');
  });

  it('are refused twice, too many, or out of bounds', () => {
    const lag = { kind: 'lag', seconds: 5 };
    expect(alertRulesSchema.safeParse([lag, { kind: 'lag', seconds: 6 }]).success).toBe(true);
    const wrong = [
      [lag, lag],
      Array.from({ length: 21 }, (_, index) => ({ kind: 'votes', at: index + 1 })),
      [{ kind: 'votes', at: 0 }],
      [{ kind: 'turnout', percent: 101, of: 5 }],
      [{ kind: 'silence', minutes: 0.5 }],
      [{ kind: 'fire' }],
    ];
    for (const rules of wrong) expect(alertRulesSchema.safeParse(rules).success, JSON.stringify(rules)).toBe(false);
  });
});
