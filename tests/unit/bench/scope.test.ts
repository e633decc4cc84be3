import { describe, expect, it } from 'vitest';
import { scoped } from '../../bench/scope.ts';

describe('what is begun for a benchmark', () => {
  it('ends with it, the last first, and before its findings come', async () => {
    const ended: string[] = [];
    const outcome = await scoped(async (onEnd) => {
      onEnd(() => ended.push('server'));
      onEnd(() => ended.push('load'));
      return 'findings';
    });
    expect([outcome, ...ended]).toEqual(['findings', 'load', 'server']);
  });

  it('ends where the benchmark throws, even where one part cannot be ended', async () => {
    const ended: string[] = [];
    const work = scoped(async (onEnd) => {
      onEnd(() => ended.push('server'));
      onEnd(() => Promise.reject(new Error('the load is gone')));
      throw new Error('a vote was lost');
    });
    await expect(work).rejects.toThrow('a vote was lost; and then: the load is gone');
    expect(ended).toEqual(['server']);
  });
});
