import { describe, expect, it } from 'vitest';
import { answerSchema, callNames, calls, eventNames, events, snapshotSchema } from '../../../../core/contract/bridge.ts';

const draft = { question: '', type: 'single', options: [{ label: '' }], reveal: 'always', changes: 'none', timeZone: 'UTC' };
const profile = {
  ...{ id: 'c', name: 'Hall', kind: 'cluster', authorApi: 'https://votes.example.org', joinUrl: 'https://vote.example.org' },
  kafka: { brokers: ['a.example.org:9092', '[::1]:9092'] },
  cassandra: { contactPoints: ['10.0.0.1'], localDataCenter: 'dc1' },
};
const samples: Partial<Record<keyof typeof calls, readonly unknown[]>> = {
  'poll:create': [draft],
  'poll:edit': [{ pollId: 'p', revision: 1, draft }],
  'poll:duplicate': [{ pollId: 'p' }],
  'poll:command': [{ pollId: 'p', revision: 1, command: 'close' }],
  'poll:schedule': [
    { pollId: 'p', revision: 1, closing: null },
    { pollId: 'p', revision: 1, closing: { kind: 'at', at: 5 } },
  ],
  'results:watch': [{ pollIds: [] }, { pollIds: ['p'] }],
  'result:read': [{ pollId: 'p', run: 1 }],
  'history:timeline': [{ pollId: 'p', run: 1, step: 'minute', fromMs: 5 }],
  'report:start': [{ pollId: 'p', run: 1, report: 'ballots', bom: false }],
  'report:cancel': [{ jobId: 'j' }],
  'report:reveal': [{ jobId: 'j' }],
  'profile:save': [{ profile, secrets: { kafkaPassword: 'p', authorToken: null }, allowPlainText: false }],
  'profile:remove': [{ id: 'c' }],
  'profile:test': [{ profile, secrets: {} }],
  'profile:switch': [{ id: 'c' }],
  'profiles:import': [{ text: '' }],
  'alerts:read': [{ pollId: 'p' }],
  'alerts:write': [
    { pollId: 'p', rules: [] },
    {
      pollId: 'p',
      rules: [
        { kind: 'lag', seconds: 5 },
        { kind: 'lag', seconds: 6 },
      ],
    },
  ],
  'alerts:test': [{ pollId: 'p' }],
  'notice:dismiss': [{ id: 'disk-low' }],
  'data:move': [{ stopOpenPolls: false }],
  'backup:cancel': [{ jobId: 'j' }],
  'backup:reveal': [{ jobId: 'j' }],
  'restore:check': [{ file: null }, { file: '/home/ada/a.kpoll-backup' }],
  'restore:run': [{ planId: 'p', stopOpenPolls: true }],
  'restore:drop': [{ planId: 'p' }],
  'settings:write': [{}, { theme: 'dark' }],
};

describe('the bridge', () => {
  it('names channels and events noun:verb', () => {
    for (const name of [...callNames, ...eventNames]) expect(name).toMatch(/^[a-z]+:[a-z]+$/);
    expect(eventNames).toEqual(Object.keys(events));
  });

  it('takes a good sample of every call and refuses a bad one', () => {
    for (const name of callNames) {
      for (const args of samples[name] ?? [undefined]) expect(calls[name].args.safeParse(args).success, name).toBe(true);
      for (const args of ['text', 7, null, [1]]) expect(calls[name].args.safeParse(args).success, name).toBe(false);
    }
  });

  it('answers with a value or with a known failure', () => {
    expect(answerSchema.safeParse({ ok: true, value: 1 }).success).toBe(true);
    expect(answerSchema.safeParse({ ok: false, code: 'late', message: 'm' }).success).toBe(true);
    expect(answerSchema.safeParse({ ok: false, code: 'made-up', message: 'm' }).success).toBe(false);
  });

  it('refuses a path that no system has', () => {
    expect(calls['restore:check'].args.safeParse({ file: '/home/ada/\0.kpoll-backup' }).success).toBe(false);
  });

  it('refuses a snapshot without numbers', () => {
    expect(snapshotSchema.safeParse({ pollId: 'p', run: 1, options: [] }).success).toBe(false);
  });
});
