import { describe, expect, it } from 'vitest';
import { inOrder, inParallel } from '../../../../engines/cassandra/in-parallel.ts';

const turn = () => new Promise<void>((resolve) => setImmediate(resolve));

describe('inParallel', () => {
  it('works through everything with no more at a time than it may', async () => {
    const done: number[] = [];
    let [running, most] = [0, 0];
    await inParallel([1, 2, 3, 4, 5, 6, 7], 3, async (item) => {
      most = Math.max(most, ++running);
      await turn();
      running -= 1;
      done.push(item);
    });
    expect(done.sort()).toEqual([1, 2, 3, 4, 5, 6, 7]);
    expect(most).toBe(3);
  });

  it('begins nothing new after a failure, and throws it', async () => {
    const begun: number[] = [];
    const work = inParallel([1, 2, 3, 4, 5, 6], 2, async (item) => {
      begun.push(item);
      await turn();
      if (item === 2) throw new Error('no');
    });
    await expect(work).rejects.toThrow('no');
    await turn();
    expect(begun.length).toBeLessThan(6);
  });
});

describe('inOrder', () => {
  it('hands over in order what was done in another', async () => {
    const finished: number[] = [];
    const results: number[] = [];
    const work = async (item: number) => {
      for (let turns = 10 - item; turns > 0; turns -= 1) await turn();
      finished.push(item);
      return item;
    };
    for await (const result of inOrder([1, 2, 3, 4, 5, 6], 3, work)) results.push(result);
    expect(results).toEqual([1, 2, 3, 4, 5, 6]);
    expect(finished).not.toEqual(results);
  });

  it('throws a failure at its turn, and may be left before that', async () => {
    const work = async (item: number) => {
      if (item === 2) throw new Error('no');
      return item;
    };
    const all = async () => {
      for await (const result of inOrder([1, 2, 3], 3, work)) expect(result).toBe(1);
    };
    await expect(all()).rejects.toThrow('no');
    for await (const result of inOrder([1, 2, 3], 3, work)) {
      expect(result).toBe(1);
      break;
    }
  });
});
