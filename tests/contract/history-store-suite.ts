import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { TimelinePoint } from '../../core/domain/timeline.ts';
import { sumTimeline } from '../../core/domain/timeline.ts';
import type { BallotRow, HistoryBatch, HistoryReader, HistoryStore } from '../../core/ports/history-store.ts';
import { ballot, byPlace, partial, point, poll, run, shuffled } from './history-samples.ts';

/** One history and the ways in which an engine lets others use it at the same time. */
export interface HistoryWorld {
  readonly store: HistoryStore;
  /** A reader that shares nothing with `store` but the history itself. */
  openReader(): Promise<HistoryReader>;
  /** Stops `store` and opens the same history again. */
  restart(): Promise<HistoryStore>;
  /** Stops everything that was opened and removes the history. */
  remove(): Promise<void>;
}

type World = () => HistoryWorld;
const id = { pollId: 'p1', run: 1 };

/** The promises of core/ports/history-store.ts, for whatever engine makes them. */
export function testHistoryStore(createWorld: () => Promise<HistoryWorld>): void {
  let world: HistoryWorld;
  beforeEach(async () => void (world = await createWorld()));
  afterEach(() => world.remove());

  describe('polls', () => testPolls(() => world));
  describe('finding a poll', () => testFindPoll(() => world));
  describe('ballots', () => testBallots(() => world));
  describe('timeline', () => testTimeline(() => world));
  describe('timeline by steps', () => testTimelineSteps(() => world));
  describe('partials, runs and positions', () => testPartials(() => world));
  describe('all together', () => testTogether(() => world));
}

async function readAll(reader: HistoryReader, ofRun = id): Promise<BallotRow[]> {
  const rows: BallotRow[] = [];
  for await (const chunk of reader.readBallots(ofRun)) rows.push(...chunk);
  return rows;
}

function testPolls(world: World): void {
  it('lists the newest poll first', async () => {
    const { store } = world();
    await store.write({ polls: [poll('a', { createdAt: 10 }), poll('b', { createdAt: 30 }), poll('c', { createdAt: 20 })] });
    expect((await store.listPolls()).map((row) => row.id)).toEqual(['b', 'c', 'a']);
  });

  it('keeps the highest revision, and of one revision the later state', async () => {
    const { store } = world();
    const states = [
      poll('a', { revision: 1, state: 'draft' }),
      poll('a', { revision: 2, state: 'opening' }),
      poll('a', { revision: 2, state: 'open' }),
      poll('a', { revision: 3, state: 'closing' }),
      poll('a', { revision: 3, state: 'closed' }),
    ];
    for (const index of [1, 2, 0, 4, 3]) await store.write({ polls: states.slice(index, index + 1) });
    expect(await store.listPolls()).toEqual([states[4]]);
  });
}

function testFindPoll(world: World): void {
  it('finds a poll by its id and by its join code, as it last was', async () => {
    const { store } = world();
    const closed = poll('a', { code: 'ACDEFG', revision: 3, state: 'closed' });
    for (const row of [poll('a', { code: 'ACDEFG', revision: 2, state: 'open' }), poll('b', { code: 'HJKMNP' }), closed]) {
      await store.write({ polls: [row] });
    }
    expect(await store.findPoll('a')).toEqual(closed);
    expect(await store.findPoll('ACDEFG')).toEqual(closed);
    expect((await store.findPoll('HJKMNP'))?.id).toBe('b');
    expect(await store.findPoll('acdefg')).toBeUndefined();
    expect(await store.findPoll('nobody')).toBeUndefined();
  });
}

function testBallots(world: World): void {
  it('gives back a ballot as it was written', async () => {
    const { store } = world();
    const row = ballot({ voterId: 'v', choice: [1, 4], order: Number.MAX_SAFE_INTEGER - 7, time: 1_795_230_000_123 });
    await store.write({ ballots: [row] });
    expect(await readAll(store)).toEqual([row]);
  });

  it('keeps the row with the higher (order, voteId) of a voter, in whatever order and batches rows come, repeats included', async () => {
    const rows = fc.array(
      fc.record({ voter: fc.integer({ min: 0, max: 4 }), order: fc.integer({ min: 1, max: 4 }), vote: fc.constantFrom('a', 'b', 'c') }),
      { minLength: 1, maxLength: 25 },
    );
    let run = 0;
    await fc.assert(
      fc.asyncProperty(rows, fc.infiniteStream(fc.nat()), fc.integer({ min: 1, max: 6 }), async (specs, random, perBatch) => {
        const { store } = world();
        run += 1;
        const ballots = specs.map(({ voter, order, vote }) =>
          // Everything else follows from the identity, as it does in a log.
          ballot({ run, voterId: `voter${voter}`, order, voteId: vote, choice: [order], time: order }),
        );
        const written = shuffled([...ballots, ...ballots.slice(0, 3)], random);
        for (let from = 0; from < written.length; from += perBatch) await store.write({ ballots: written.slice(from, from + perBatch) });
        const winners = new Map<string, BallotRow>();
        for (const row of [...ballots].sort((a, b) => a.order - b.order || (a.voteId < b.voteId ? -1 : 1))) winners.set(row.voterId, row);
        expect(await readAll(store, { pollId: 'p1', run })).toEqual([...winners.values()].sort(byPlace));
        expect(await store.countBallots({ pollId: 'p1', run })).toBe(winners.size);
      }),
      { numRuns: 60 },
    );
  });

  it('reads in chunks of at most 5,000, by partition, bucket and voter, each once', async () => {
    const { store } = world();
    const rows = Array.from({ length: 12_001 }, (_, index) =>
      ballot({ partition: index % 3, bucket: index % 5, voterId: `v${String((index * 7919) % 12_001).padStart(5, '0')}` }),
    );
    for (let from = 0; from < rows.length; from += 1_000) await store.write({ ballots: rows.slice(from, from + 1_000) });
    const chunks: (readonly BallotRow[])[] = [];
    for await (const chunk of store.readBallots(id)) chunks.push(chunk);
    expect(Math.max(...chunks.map((chunk) => chunk.length))).toBeLessThanOrEqual(5_000);
    expect(Math.min(...chunks.map((chunk) => chunk.length))).toBeGreaterThan(0);
    expect(chunks.flat()).toEqual([...rows].sort(byPlace));
  });

  it('keeps runs and polls apart, and knows none of a run it never saw', async () => {
    const { store } = world();
    await store.write({ ballots: [ballot({}), ballot({ run: 2 }), ballot({ run: 2, voterId: 'other' }), ballot({ pollId: 'p2' })] });
    expect(await store.countBallots({ pollId: 'p1', run: 2 })).toBe(2);
    expect(await readAll(store, { pollId: 'p2', run: 1 })).toEqual([ballot({ pollId: 'p2' })]);
    expect(await readAll(store, { pollId: 'p3', run: 1 })).toEqual([]);
    expect(await store.countBallots({ pollId: 'p3', run: 1 })).toBe(0);
  });

  it('can be left in the middle, and lets rows be written meanwhile', async () => {
    const { store } = world();
    await store.write({ ballots: Array.from({ length: 6_000 }, (_, index) => ballot({ voterId: `v${index}` })) });
    for await (const chunk of store.readBallots(id)) {
      expect(chunk.length).toBeLessThan(6_000);
      break;
    }
    await store.write({ ballots: [ballot({ voterId: 'another' })] });
    expect(await store.countBallots(id)).toBe(6_001);
  });
}

function testTimeline(world: World): void {
  it('gives points in order of time and partition', async () => {
    const { store } = world();
    const points = [point({ second: 101, partition: 1 }), point({ second: 100, partition: 1 }), point({ second: 101, partition: 0 })];
    await store.write({ timeline: points });
    expect(await store.readTimeline(id)).toEqual([points[1], points[2], points[0]]);
  });

  it('takes a range with its beginning, without its end, and with the last point before it of each partition', async () => {
    const { store } = world();
    const seconds = [90, 95, 100, 105, 110];
    const points = seconds.flatMap((second) => [point({ second, partition: 0 }), point({ second, partition: 1 })]);
    const early = point({ second: 10, partition: 2 });
    await store.write({ timeline: [...points, early, point({ second: 200, partition: 3 })] });
    const found = await store.readTimeline({ ...id, fromMs: 100_000, toMs: 110_000 });
    expect(found.map(({ second, partition }) => [second, partition])).toEqual([
      [10, 2],
      [95, 0],
      [95, 1],
      [100, 0],
      [100, 1],
      [105, 0],
      [105, 1],
    ]);
  });

  it('takes times within a second by what they say', async () => {
    const { store } = world();
    await store.write({ timeline: [point({ second: 100 }), point({ second: 101 }), point({ second: 102 })] });
    const seconds = async (fromMs: number, toMs: number) => (await store.readTimeline({ ...id, fromMs, toMs })).map(({ second }) => second);
    expect(await seconds(100_001, 101_001)).toEqual([100, 101]);
    expect(await seconds(0, 101_000)).toEqual([100]);
  });

  it('keeps the point with the highest offset of a second, whatever the order', async () => {
    const { store } = world();
    for (const offset of [5, 9, 7]) await store.write({ timeline: [point({ offset, counts: [offset, 0], voters: offset })] });
    expect(await store.readTimeline(id)).toEqual([point({ offset: 9, counts: [9, 0], voters: 9 })]);
  });
}

function testTimelineSteps(world: World): void {
  /** Two partitions over three hours, a point every 50 seconds. */
  const start = 1_795_230_000;
  const points = Array.from({ length: 220 }, (_, index) =>
    [0, 1].map((partition) => pointAt(start + 50 * index + partition, partition)),
  ).flat();
  function pointAt(second: number, partition: number) {
    return point({ second, partition, offset: second, voters: second - start, counts: [second - start, 0] });
  }

  for (const step of ['second', 'minute', 'hour'] as const) {
    it(`tells the same by the ${step} with a hint that this step will do, from the beginning and from within`, async () => {
      const { store } = world();
      await store.write({ timeline: points });
      for (const fromMs of [undefined, (start + 3_777) * 1000]) {
        const range = { ...id, ...(fromMs === undefined ? {} : { fromMs }), toMs: (start + 7_000) * 1000 };
        const exact = await store.readTimeline(range);
        const hinted = await store.readTimeline({ ...range, step });
        const bySteps = (found: readonly TimelinePoint[]) => [...sumTimeline(found, step, (fromMs ?? 0) / 1000)];
        expect(bySteps(hinted)).toEqual(bySteps(exact));
        expect(exact).toEqual(expect.arrayContaining([...hinted]));
      }
    });
  }

  it('keeps the last point of a step whatever the order in which points were written', async () => {
    const { store } = world();
    for (const second of [start + 50, start + 10, start + 55, start + 20]) await store.write({ timeline: [pointAt(second, 0)] });
    expect((await store.readTimeline({ ...id, step: 'minute' })).at(-1)).toEqual(pointAt(start + 55, 0));
  });
}

function testPartials(world: World): void {
  it('keeps the partial with the highest (foldVersion, offset) of each partition, whatever the order', async () => {
    const { store } = world();
    const versions = [
      partial({ offset: 5 }),
      partial({ foldVersion: 2, offset: 3 }),
      partial({ offset: 9 }),
      partial({ foldVersion: 2, offset: 1 }),
    ];
    for (const version of versions) await store.write({ partials: [version, partial({ partition: 1 })] });
    expect(await store.readPartials(id)).toEqual([partial({ foldVersion: 2, offset: 3 }), partial({ partition: 1 })]);
  });

  it('keeps a close marker once it is set, and the first of two', async () => {
    const { store } = world();
    for (const closedAt of [null, 12, null, 30, null]) await store.write({ runs: [run({ closedAt })] });
    await store.write({ runs: [run({ partition: 1, closedAt: null })] });
    expect(await store.readSeenRuns(0)).toEqual([run({ closedAt: 12 })]);
    expect(await store.readSeenRuns(1)).toEqual([run({ partition: 1, closedAt: null })]);
    expect(await store.readSeenRuns(2)).toEqual([]);
  });

  it('gives back the positions of a topic as last written', async () => {
    const { store } = world();
    await store.write({ positions: [{ topic: 'votes', partition: 1, offset: 7 }] });
    await store.write({
      positions: [
        { topic: 'votes', partition: 1, offset: 9 },
        { topic: 'polls', partition: 0, offset: 3 },
      ],
    });
    expect(await store.readPositions('votes')).toEqual([{ topic: 'votes', partition: 1, offset: 9 }]);
    expect(await store.readPositions('results')).toEqual([]);
  });
}

function testTogether(world: World): void {
  const whole: HistoryBatch = {
    polls: [poll('p1')],
    runs: [run({})],
    ballots: [ballot({}), ballot({ voterId: 'w' })],
    timeline: [point({})],
    partials: [partial({})],
    positions: [{ topic: 'votes', partition: 0, offset: 4 }],
  };

  async function expectWhole(reader: HistoryReader): Promise<void> {
    expect(await reader.listPolls()).toEqual(whole.polls);
    expect(await readAll(reader)).toEqual(whole.ballots);
    expect(await reader.readTimeline(id)).toEqual(whole.timeline);
    expect(await reader.readPartials(id)).toEqual(whole.partials);
  }

  it('shows another reader what was written, as soon as it is', async () => {
    const reader = await world().openReader();
    expect(await reader.listPolls()).toEqual([]);
    await world().store.write(whole);
    await expectWhole(reader);
    await reader.stop();
  });

  it('keeps everything over a restart, and is not changed by writing it again', async () => {
    await world().store.write(whole);
    const store = await world().restart();
    await store.write(whole);
    await expectWhole(store);
    expect(await store.readSeenRuns(0)).toEqual(whole.runs);
    expect(await store.readPositions('votes')).toEqual(whole.positions);
  });

  it('has nothing to do for an empty batch', async () => {
    await world().store.write({});
    expect(await world().store.listPolls()).toEqual([]);
  });
}
