import { describe, expect, it } from 'vitest';
import { createRingBuffer } from '../../../../renderer/model/ring-buffer.ts';
import { createTimelineBuffer } from '../../../../renderer/model/timeline-buffer.ts';

const row = (second: number, voters = second) => ({ second, counts: [voters], voters, duplicates: 0 });

describe('createTimelineBuffer', () => {
  it('keeps the last row of a second', () => {
    const buffer = createTimelineBuffer(10);
    buffer.append(row(1, 5));
    buffer.append(row(1, 6));
    expect(buffer.rows()).toEqual([row(1, 6)]);
  });

  it('never grows beyond its capacity and still covers the whole run', () => {
    const buffer = createTimelineBuffer(100);
    for (let second = 1; second <= 5000; second += 1) buffer.append(row(second));
    const rows = buffer.rows();
    expect(rows.length).toBeLessThanOrEqual(100);
    expect(rows[0]?.second).toBeLessThan(128);
    expect(rows[rows.length - 1]).toEqual(row(5000));
    expect(buffer.stepSeconds()).toBe(64);
  });

  it('stays ordered by time', () => {
    const buffer = createTimelineBuffer(16);
    for (let second = 1; second <= 100; second += 3) buffer.append(row(second));
    const seconds = buffer.rows().map((known) => known.second);
    expect(seconds).toEqual([...seconds].sort((a, b) => a - b));
  });

  it('keeps live rows that are newer than what history brings', () => {
    const buffer = createTimelineBuffer(10);
    buffer.append(row(3));
    buffer.append(row(9));
    buffer.load([row(1), row(2), row(3), row(4)]);
    expect(buffer.rows().map((known) => known.second)).toEqual([1, 2, 3, 4, 9]);
  });

  it('ignores a row older than the newest', () => {
    const buffer = createTimelineBuffer(10);
    buffer.append(row(9));
    buffer.append(row(4));
    expect(buffer.rows()).toEqual([row(9)]);
  });
});

describe('createRingBuffer', () => {
  it('keeps the newest, oldest first', () => {
    const buffer = createRingBuffer<number>(3);
    for (const item of [1, 2, 3, 4, 5]) buffer.push(item);
    expect(buffer.items()).toEqual([3, 4, 5]);
  });
});
