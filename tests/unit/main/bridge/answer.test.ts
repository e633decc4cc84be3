import { describe, expect, it } from 'vitest';
import { Failure } from '../../../../core/domain/failure.ts';
import { defaultSettings } from '../../../../core/domain/settings.ts';
import type { Handlers } from '../../../../main/bridge/answer.ts';
import { answer } from '../../../../main/bridge/answer.ts';
import { createSilentLogger } from '../silent-logger.ts';

const notAsked = () => Promise.reject(new Error('not asked for here'));

function context(some: Partial<Handlers>) {
  const names: (keyof Handlers)[] = ['app:info', 'polls:list', 'poll:create', 'poll:edit', 'poll:duplicate', 'poll:command'];
  const rest = Object.fromEntries(names.map((name) => [name, notAsked])) as unknown as Handlers;
  return { handlers: { ...rest, ...some }, logger: createSilentLogger() };
}

describe('answer', () => {
  it('runs the handler with the checked arguments and wraps its result', async () => {
    const seen: unknown[] = [];
    const given = context({
      'settings:write': async (change) => {
        seen.push(change);
        return { ...defaultSettings, theme: 'dark' };
      },
    });
    expect(await answer(given, 'settings:write', { theme: 'dark' })).toEqual({ ok: true, value: { ...defaultSettings, theme: 'dark' } });
    expect(seen).toEqual([{ theme: 'dark' }]);
  });

  it('takes a call without arguments whether they are missing or null', async () => {
    const given = context({ 'settings:read': async () => defaultSettings });
    expect(await answer(given, 'settings:read', undefined)).toMatchObject({ ok: true });
    expect(await answer(given, 'settings:read', null)).toMatchObject({ ok: true });
  });

  it.each(['no:such', '__proto__', 'toString', ''])('refuses the call "%s", which is not in the table', async (channel) => {
    expect(await answer(context({}), channel, undefined)).toMatchObject({ ok: false, code: 'invalid-request' });
  });

  it('refuses arguments that break the schema, without running the handler', async () => {
    const given = context({ 'results:watch': notAsked });
    expect(await answer(given, 'results:watch', { pollIds: [7] })).toMatchObject({ ok: false, code: 'invalid-request' });
    expect(given.logger.lines).toEqual([]);
  });

  it('hands a failure on with its code and sentence', async () => {
    const given = context({ 'poll:duplicate': () => Promise.reject(new Failure('poll-not-found', 'There is no such poll.')) });
    expect(await answer(given, 'poll:duplicate', { pollId: 'x' })).toEqual({
      ok: false,
      code: 'poll-not-found',
      message: 'There is no such poll.',
    });
    expect(given.logger.lines).toEqual([]);
  });

  it('logs a bug once and tells the page nothing of its inside', async () => {
    const bug = new TypeError('secret detail');
    const given = context({ 'poll:duplicate': () => Promise.reject(bug) });
    const told = await answer(given, 'poll:duplicate', { pollId: 'x' });
    expect(told).toMatchObject({ ok: false, code: 'unexpected' });
    expect(JSON.stringify(told)).not.toContain('secret detail');
    expect(given.logger.lines).toEqual([
      { level: 'error', message: 'a call failed unexpectedly', details: { channel: 'poll:duplicate', error: bug } },
    ]);
  });
});
