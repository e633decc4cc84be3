import { describe, expect, it } from 'vitest';
import { niceScale, niceSpan, timeTicks } from '../../../../renderer/charts/chart-bounds.ts';
import { valueAt } from '../../../../renderer/charts/chart-view.ts';
import { createDrawPacer } from '../../../../renderer/charts/draw-pacer.ts';
import { fileNameOf } from '../../../../renderer/charts/save-picture.ts';
import { timelineSeries } from '../../../../renderer/charts/timeline-series.ts';

describe('chart bounds', () => {
  it('grow in steps, so that a growing count rarely rescales', () => {
    const tops = new Set(Array.from({ length: 1000 }, (_, votes) => niceScale(votes).top));
    expect(tops.size).toBeLessThan(25);
  });

  it('hold what they are made for, on whole ticks', () => {
    for (const highest of [0, 1, 5, 7, 99, 100, 101, 584, 12_345_678]) {
      const { top, step } = niceScale(highest);
      expect(top).toBeGreaterThanOrEqual(highest);
      expect(Number.isInteger(step)).toBe(true);
    }
  });

  it('give time spans and ticks people know', () => {
    expect(niceSpan(61_000)).toBe(120_000);
    expect(niceSpan(3 * 24 * 3_600_000 + 1)).toBe(4 * 24 * 3_600_000);
    expect(timeTicks(0, 600_000, 6)).toEqual({ stepMs: 120_000, ticks: [0, 120_000, 240_000, 360_000, 480_000, 600_000] });
  });
});

describe('createDrawPacer', () => {
  function setUp() {
    let now = 0;
    const timers: { at: number; callback: () => void }[] = [];
    const draws: number[] = [];
    const pacer = createDrawPacer({
      gapMs: 100,
      draw: () => draws.push(now),
      clock: () => now,
      after(delayMs, callback) {
        const timer = { at: now + delayMs, callback };
        timers.push(timer);
        return () => timers.splice(timers.indexOf(timer), 1);
      },
    });
    const pass = (ms: number) => {
      const end = now + ms;
      for (let due = timers.findIndex(({ at }) => at <= end); due >= 0; due = timers.findIndex(({ at }) => at <= end)) {
        const [timer] = timers.splice(due, 1);
        now = timer?.at ?? now;
        timer?.callback();
      }
      now = end;
    };
    return { pacer, draws, pass };
  }

  it('draws at most ten times a second', () => {
    const { pacer, draws, pass } = setUp();
    for (let step = 0; step < 200; step += 1) {
      pacer.request();
      pass(5);
    }
    expect(draws.length).toBeLessThanOrEqual(11);
    expect(draws.length).toBeGreaterThanOrEqual(10);
  });

  it('does not draw while nobody can see it, and once when it is seen again', () => {
    const { pacer, draws, pass } = setUp();
    pacer.setVisible(false);
    pacer.request();
    pacer.request();
    pass(1000);
    expect(draws).toEqual([]);
    pacer.setVisible(true);
    pass(1000);
    expect(draws).toHaveLength(1);
  });

  it('draws no more once it is stopped', () => {
    const { pacer, draws, pass } = setUp();
    pacer.request();
    pacer.stop();
    pacer.request();
    pass(1000);
    expect(draws).toEqual([]);
  });
});

describe('timelineSeries', () => {
  const options = Array.from({ length: 12 }, (_, index) => ({ number: index + 1, label: `Option ${index + 1}` }));
  const rows = [
    { second: 10, counts: options.map((_, index) => index), voters: 66, duplicates: 0 },
    { second: 20, counts: options.map((_, index) => index * 2), voters: 132, duplicates: 0 },
  ];

  it('draws the options that lead, in the order and colours of the poll', () => {
    const series = timelineSeries({ options, rows, mode: 'votes' });
    expect(series.map(({ label }) => label)).toEqual(options.slice(4).map(({ label }) => label));
    expect(series[0]?.colour).toBe(5);
  });

  it('holds the last value up to the end', () => {
    const [series] = timelineSeries({ options: options.slice(0, 2), rows, mode: 'votes', endMs: 60_000 });
    expect(series?.points.map(({ x }) => x)).toEqual([10_000, 20_000, 60_000]);
  });

  it('shows shares of voters, 0 where there are none', () => {
    const empty = [{ second: 1, counts: [0, 0], voters: 0, duplicates: 0 }];
    const series = timelineSeries({ options: options.slice(0, 2), rows: empty, mode: 'share' });
    expect(series.flatMap(({ points }) => points.map(({ y }) => y))).toEqual([0, 0]);
  });
});

describe('valueAt', () => {
  it('is the value that holds then', () => {
    const points = [
      { x: 10, y: 1 },
      { x: 20, y: 5 },
    ];
    expect([5, 10, 15, 20, 99].map((x) => valueAt(points, x))).toEqual([undefined, 1, 1, 5, 5]);
  });
});

describe('fileNameOf', () => {
  it('keeps letters of every script and drops the rest', () => {
    expect(fileNameOf('Tea, or “coffee”?', 'csv')).toBe('tea-or-coffee.csv');
    expect(fileNameOf('???', 'png')).toBe('poll.png');
  });
});
