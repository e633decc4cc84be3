import { describe, expect, it } from 'vitest';
import type { CallArgs } from '../../../../core/contract/bridge.ts';
import type { TimelinePoint } from '../../../../core/domain/timeline.ts';
import type { HistoryStore, TimelineRange } from '../../../../core/ports/history-store.ts';
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

const poll = samplePoll({ runs: [{ run: 1, partitions: 2, buckets: 1, fingerprint: 'f', openedAt: hour * 1000, closedAt: null }] });
const now = (hour + 5000) * 1000;

const read = (args: CallArgs<'history:timeline'>, history: HistoryStore) => readTimeline(poll, args, history, now);

const wish = { pollId: 'p1', run: 1, step: 'second' } as const;

describe('reading a timeline', () => {
  it('sums partitions up and names the options', async () => {
    const history = await historyOf([pointAt(hour, 1), pointAt(hour + 1, 2, 1), pointAt(hour + 3, 5)]);
    expect(await read(wish, history)).toEqual({
      step: 'second',
      options: poll.content.options,
      rows: [
        { second: hour, counts: [1, 0], voters: 1, duplicates: 0 },
        { second: hour + 1, counts: [3, 0], voters: 3, duplicates: 0 },
        { second: hour + 3, counts: [7, 0], voters: 7, duplicates: 0 },
      ],
    });
  });

  it('makes the step coarser until there are at most 2,000 rows, and says so', async () => {
    const history = await historyOf(Array.from({ length: mostRows + 1 }, (_value, index) => pointAt(hour + index, index)));
    const got = await read(wish, history);
    expect(got.step).toBe('minute');
    expect(got.rows.length).toBe(Math.ceil((mostRows + 1) / 60));
    expect(got.rows.at(-1)?.voters).toBe(mostRows);
  });

  it('thins out what is too long even by the hour, and keeps the last row', async () => {
    const history = await historyOf(Array.from({ length: 5000 }, (_value, index) => pointAt(hour + index * 3600, index)));
    const got = await read({ ...wish, step: 'hour' }, history);
    expect(got.rows.length).toBeLessThanOrEqual(mostRows);
    expect(got.rows.at(-1)?.voters).toBe(4999);
  });

  it('begins a range within the run with what had been reached before it', async () => {
    const history = await historyOf([pointAt(hour, 3), pointAt(hour + 2, 4, 1), pointAt(hour + 100, 10)]);
    const got = await read({ ...wish, fromMs: (hour + 50) * 1000 }, history);
    expect(got.rows.map(({ second, voters }) => [second - hour, voters])).toEqual([
      [50, 7],
      [100, 14],
    ]);
  });

  it('leaves the base line out where the range begins with a row of its own', async () => {
    const history = await historyOf([pointAt(hour, 3), pointAt(hour + 50, 4)]);
    const got = await read({ ...wish, fromMs: (hour + 50) * 1000 }, history);
    expect(got.rows.map(({ second, voters }) => [second - hour, voters])).toEqual([[50, 4]]);
  });

  it('is empty where nothing happened', async () => {
    expect((await read(wish, await historyOf([]))).rows).toEqual([]);
  });

  it('tells history which step will do, and does not load a run of weeks second by second', async () => {
    const history = await historyOf([pointAt(hour, 1)]);
    const steps: unknown[] = [];
    const noting = { ...history, readTimeline: (range: TimelineRange) => (steps.push(range.step), history.readTimeline(range)) };
    const days = 24 * 3_600_000;
    await readTimeline(poll, wish, noting, now);
    expect((await readTimeline(poll, wish, noting, hour * 1000 + 7 * days)).step).toBe('minute');
    await readTimeline(poll, wish, noting, hour * 1000 + 60 * days);
    await readTimeline(poll, { ...wish, fromMs: hour * 1000, toMs: hour * 1000 + 60_000 }, noting, hour * 1000 + 60 * days);
    expect(steps).toEqual(['second', 'minute', 'hour', 'second']);
  });
});
