import { describe, expect, it } from 'vitest';
import type { TimelinePoint } from '../../../../core/domain/timeline.ts';
import { mostRows, readTimeline } from '../../../../main/history/timeline-reader.ts';
import { createInMemoryHistoryStore } from '../../../fakes/in-memory-history-store.ts';
import { samplePoll } from '../sample-polls.ts';

const hour = 3600 * 100;

function pointAt(second: number, voters: number, partition = 0): TimelinePoint {
  return { pollId: 'p1', run: 1, partition, second, offset: second, counts: [voters, 0], voters, duplicates: 0 };
}

async function historyOf(points: readonly TimelinePoint[]) {
  const history = createInMemoryHistoryStore();
  await history.write({ timeline: points });
  return history;
}

const wish = { pollId: 'p1', run: 1, step: 'second' } as const;

describe('reading a timeline', () => {
  it('sums partitions up and names the options', async () => {
    const history = await historyOf([pointAt(hour, 1), pointAt(hour + 1, 2, 1), pointAt(hour + 3, 5)]);
    expect(await readTimeline(samplePoll(), wish, history)).toEqual({
      step: 'second',
      options: samplePoll().content.options,
      rows: [
        { second: hour, counts: [1, 0], voters: 1, duplicates: 0 },
        { second: hour + 1, counts: [3, 0], voters: 3, duplicates: 0 },
        { second: hour + 3, counts: [7, 0], voters: 7, duplicates: 0 },
      ],
    });
  });

  it('makes the step coarser until there are at most 2,000 rows, and says so', async () => {
    const history = await historyOf(Array.from({ length: mostRows + 1 }, (_value, index) => pointAt(hour + index, index)));
    const read = await readTimeline(samplePoll(), wish, history);
    expect(read.step).toBe('minute');
    expect(read.rows.length).toBe(Math.ceil((mostRows + 1) / 60));
    expect(read.rows.at(-1)?.voters).toBe(mostRows);
  });

  it('thins out what is too long even by the hour, and keeps the last row', async () => {
    const history = await historyOf(Array.from({ length: 5000 }, (_value, index) => pointAt(hour + index * 3600, index)));
    const read = await readTimeline(samplePoll(), { ...wish, step: 'hour' }, history);
    expect(read.rows.length).toBeLessThanOrEqual(mostRows);
    expect(read.rows.at(-1)?.voters).toBe(4999);
  });

  it('begins a range within the run with what had been reached before it', async () => {
    const history = await historyOf([pointAt(hour, 3), pointAt(hour + 2, 4, 1), pointAt(hour + 100, 10)]);
    const read = await readTimeline(samplePoll(), { ...wish, fromMs: (hour + 50) * 1000 }, history);
    expect(read.rows.map(({ second, voters }) => [second - hour, voters])).toEqual([
      [50, 7],
      [100, 14],
    ]);
  });

  it('leaves the base line out where the range begins with a row of its own', async () => {
    const history = await historyOf([pointAt(hour, 3), pointAt(hour + 50, 4)]);
    const read = await readTimeline(samplePoll(), { ...wish, fromMs: (hour + 50) * 1000 }, history);
    expect(read.rows.map(({ second, voters }) => [second - hour, voters])).toEqual([[50, 4]]);
  });

  it('is empty where nothing happened', async () => {
    expect((await readTimeline(samplePoll(), wish, await historyOf([]))).rows).toEqual([]);
  });
});
