import { describe, expect, it } from 'vitest';
import { parseSimulateArguments } from '../../../../main/simulate/simulate-arguments.ts';

const needed = ['--url', 'http://127.0.0.1:7300/', '--poll', 'p1', '--voters', '9000'];

describe('the arguments of simulate', () => {
  it('takes repeats and changes as a number of votes or as a share of the voters', () => {
    expect(parseSimulateArguments([...needed, '--repeats', '1000', '--changes', '11.12%'])).toMatchObject({
      ...{ urls: ['http://127.0.0.1:7300'], pollId: 'p1', voters: 9000, rate: 100, repeats: 1000, changes: 1001 },
    });
  });

  it.each([
    ['--url=ftp://x', '--url'],
    ['--poll=', '--poll'],
    ['--voters=0', '--voters'],
    ['--voters=1.5', '--voters'],
    ['--rate=fast', '--rate'],
    ['--repeats=-1%', '--repeats'],
    ['--concurrency=0', '--concurrency'],
  ])('says what is wrong with %s', (wrong, flag) => {
    expect(() => parseSimulateArguments([...needed, wrong])).toThrow(flag);
  });

  it('refuses flags that it does not know', () => {
    expect(() => parseSimulateArguments([...needed, '--speed', '3'])).toThrow('--speed');
  });
});
