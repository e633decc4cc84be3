import fc from 'fast-check';
import type { CallName } from '../../core/contract/bridge.ts';
import { deepJson, hostileJson, hostileText, mutated } from './hostile-values.ts';

/** What a call can name that is really there. */
export interface CallTargets {
  /** The open poll whose votes are counted in the end, and one that may be done anything to. */
  readonly pollId: string;
  readonly victimId: string;
  readonly profileId: string;
}

export interface CallSketch {
  readonly channel: string;
  /** JSON, or undefined for none. */
  readonly args: string | undefined;
}

const draft = {
  ...{ question: 'Which?', type: 'multiple', options: [{ number: 1, label: 'A' }, { label: 'B' }], min: 1, max: 2 },
  ...{ reveal: 'always', changes: 'none', timeZone: 'UTC' },
};
const cluster = {
  ...{ kind: 'cluster', name: 'Nowhere', authorApi: 'http://127.0.0.1:1', joinUrl: 'http://127.0.0.1:1' },
  kafka: { brokers: ['127.0.0.1:1'], topicPrefix: 'x.', tls: null, sasl: null },
  cassandra: { contactPoints: ['127.0.0.1'], port: 1, localDataCenter: 'x', keyspace: 'x', username: null, tls: null, consistency: 'ONE' },
};
const window = { x: 0, y: 0, width: 800, height: 600, maximized: false };

/** Of each call what it is made for; those that take nothing are given nothing. */
export function goodArgs({ pollId, victimId, profileId }: CallTargets): Readonly<Record<CallName, unknown>> {
  const profile = { id: profileId, ...cluster };
  const office = { id: 'office', name: 'Office', kind: 'kpoll-server', url: 'http://127.0.0.1:1' };
  return {
    'app:info': undefined,
    'opening:take': undefined,
    'pollfile:open': undefined,
    'logs:show': undefined,
    'diagnostics:read': undefined,
    'updates:read': undefined,
    'updates:check': undefined,
    'updates:download': undefined,
    'polls:list': undefined,
    'poll:create': draft,
    'poll:edit': { pollId: victimId, revision: 1, draft },
    'poll:duplicate': { pollId: victimId },
    'poll:command': { pollId: victimId, revision: 1, command: 'pause' },
    'poll:schedule': { pollId: victimId, revision: 1, closing: { kind: 'after', minutes: 5 } },
    'results:watch': { pollIds: [pollId, victimId] },
    'result:read': { pollId, run: 1 },
    'feed:read': undefined,
    'feed:retry': undefined,
    'history:timeline': { pollId, run: 1, step: 'second', fromMs: 0, toMs: Date.UTC(2100, 0) },
    'report:start': { pollId, run: 1, report: 'ballots', step: 'second', bom: true },
    'report:cancel': { jobId: 'abc' },
    'report:reveal': { jobId: 'abc' },
    'demo:start': undefined,
    'demo:stop': undefined,
    'cluster:status': undefined,
    'notices:read': undefined,
    'notice:dismiss': { id: 'x' },
    'data:read': undefined,
    'data:show': undefined,
    'data:move': { stopOpenPolls: false },
    'backup:start': undefined,
    'backup:cancel': { jobId: 'abc' },
    'backup:reveal': { jobId: 'abc' },
    'restore:check': { file: '/nowhere/at-all.kpoll-backup' },
    'restore:run': { planId: 'abc', stopOpenPolls: false },
    'restore:drop': { planId: 'abc' },
    'profiles:list': undefined,
    'profile:save': { profile, secrets: { kafkaPassword: 'x', authorToken: null }, allowPlainText: true },
    'profile:remove': { id: 'office' },
    'profile:test': { profile: office, secrets: { serverToken: 'a-token-of-more-than-24-letters' } },
    'profile:switch': { id: 'this-computer' },
    'profiles:export': undefined,
    'profiles:import': { text: JSON.stringify({ v: 1, kind: 'kpoll-profiles', profiles: [office] }) },
    'alerts:read': { pollId },
    'alerts:write': {
      pollId: victimId,
      rules: [
        { kind: 'votes', at: 500 },
        { kind: 'turnout', percent: 50, of: 10 },
      ],
    },
    'alerts:test': { pollId: victimId },
    'settings:read': undefined,
    'settings:write': { theme: 'dark', openPollId: pollId, view: 'live', joinUrl: null, window },
  };
}

/** Each starts 1,800 voters or waits for a network; they have tests of their own. */
const costly = new Set<string>(['demo:start', 'profile:switch']);

function argsOf(good: unknown): fc.Arbitrary<string> {
  return fc.oneof(
    { weight: 6, arbitrary: mutated(good) },
    { weight: 1, arbitrary: fc.constant(JSON.stringify(good)) },
    { weight: 2, arbitrary: hostileJson.map((value) => JSON.stringify(value)) },
    { weight: 1, arbitrary: fc.integer({ min: 1, max: 200_000 }).map((depth) => deepJson(depth)) },
    { weight: 1, arbitrary: fc.integer({ min: 1, max: 20_000 }).map((depth) => deepJson(depth, '{"profile":', '}')) },
  );
}

/** A profile file inside a call: JSON within JSON. */
function importText(good: unknown): fc.Arbitrary<string> {
  const { text } = good as { readonly text: string };
  return fc.oneof(mutated(JSON.parse(text)), hostileText).map((given) => JSON.stringify({ text: given }));
}

/** Any call of the table, and names that are none. Whom it may harm is the victim. */
export function callSketches(targets: CallTargets): fc.Arbitrary<CallSketch> {
  const good = goodArgs(targets);
  const known = Object.entries(good).map(([channel, value]) => {
    const nothing = fc.constantFrom(...(costly.has(channel) ? ['{}', '[]', '0'] : [undefined, 'null']));
    const rubbish = hostileJson.map((given) => JSON.stringify(given)).filter((text) => text !== 'null');
    if (value === undefined) return fc.oneof(nothing, rubbish).map((args) => ({ channel, args }));
    return (channel === 'profiles:import' ? fc.oneof(importText(value), argsOf(value)) : argsOf(value)).map((args) => ({ channel, args }));
  });
  const unknown = fc.oneof(hostileText, fc.constantFrom('__proto__', 'constructor', 'toString', 'Polls:list', 'polls:list ', ''));
  return fc.oneof(
    { weight: 8, arbitrary: fc.oneof(...known).map((sketch) => harmless(sketch, targets)) },
    { weight: 1, arbitrary: fc.record({ channel: unknown.map((text) => Buffer.from(text).toString()), args: fc.constant('{}') }) },
  );
}

/** Orders to the counted poll become orders to the victim. */
function harmless({ channel, args }: CallSketch, { pollId, victimId }: CallTargets): CallSketch {
  const isOrder = ['poll:command', 'poll:edit', 'poll:schedule'].includes(channel);
  return { channel, args: isOrder ? args?.replaceAll(pollId, victimId) : args };
}
