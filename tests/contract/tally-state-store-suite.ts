import { afterEach, beforeEach, expect, it } from 'vitest';
import { foldVersion } from '../../core/domain/tally.ts';
import type { RunBallots, SavedTally, TallyCheckpoint, TallyStateStore } from '../../core/ports/tally-state-store.ts';
import type { PlainBallot } from '../unit/core/domain/ballots/ballot-samples.ts';
import { batchOf, readBallots } from '../unit/core/domain/ballots/ballot-samples.ts';
import { run } from './history-samples.ts';

/** One store of tally states. */
export interface TallyStateWorld {
  readonly store: TallyStateStore;
  /** Stops `store` and opens the same states again. */
  restart(): Promise<TallyStateStore>;
  /** Stops everything that was opened and removes the states. */
  remove(): Promise<void>;
}

function saved(offset: number, changes: Partial<SavedTally> = {}): SavedTally {
  const counted = { counts: [2, 1], voters: 3, duplicates: 0, repeats: 0, late: 0, invalid: 0, closedAt: null };
  const { marker } = run({});
  return {
    offset,
    foldVersion,
    time: 1_795_230_000_000,
    unreadable: 1,
    runs: [{ marker, ...counted, offset: offset - 1, time: 5 }],
    ...changes,
  };
}

interface RunBallot extends PlainBallot {
  readonly runKey: string;
}

function ballot(voterId: string, changes: Partial<PlainBallot> = {}, runKey = 'p1:1'): RunBallot {
  return { runKey, voterId, voteId: `vote of ${voterId}`, stamp: 1_795_230_000_000, choice: [1], others: [], ...changes };
}

function checkpoint(changes: Partial<TallyCheckpoint>, ballots: readonly RunBallot[] = []): TallyCheckpoint {
  return { partition: 0, saved: saved(10), changed: inBatches(ballots), droppedRuns: [], ...changes };
}

/** Batches of up to a thousand, each of one run. */
function inBatches(ballots: readonly RunBallot[]): RunBallots[] {
  return [...new Set(ballots.map(({ runKey }) => runKey))].flatMap((runKey) => {
    const own = ballots.filter((one) => one.runKey === runKey);
    const starts = Array.from({ length: Math.ceil(own.length / 1_000) }, (_, index) => index * 1_000);
    return starts.map((start) => ({ runKey, ...batchOf(own.slice(start, start + 1_000)) }));
  });
}

async function ballotsIn(store: TallyStateStore, partition = 0): Promise<RunBallot[]> {
  const ballots = new Map<string, RunBallot>();
  for await (const batch of store.loadBallots(partition))
    for (const one of readBallots(batch)) ballots.set(`${batch.runKey} ${one.voterId}`, { runKey: batch.runKey, ...one });
  return [...ballots.values()].sort((a, b) => (`${a.runKey} ${a.voterId}` < `${b.runKey} ${b.voterId}` ? -1 : 1));
}

/** The promises of core/ports/tally-state-store.ts, for whatever engine makes them. */
export function testTallyStateStore(createWorld: () => Promise<TallyStateWorld>): void {
  let world: TallyStateWorld;
  beforeEach(async () => void (world = await createWorld()));
  afterEach(() => world.remove());

  it('has no state to begin with', async () => {
    expect(await world.store.load(0)).toBeUndefined();
    expect(await ballotsIn(world.store)).toEqual([]);
  });

  it('gives back what was saved, also after a restart', async () => {
    const others = [
      { voteId: 'x', stamp: 1 },
      { voteId: 'an id of many letters that fits into no row', stamp: 2 },
    ];
    const ballots = [ballot('a'), ballot('b', { choice: [1, 3], others }), ballot('a', {}, 'p2:7')];
    await world.store.save(checkpoint({}, ballots));
    const store = await world.restart();
    expect(await store.load(0)).toEqual(saved(10));
    expect(await ballotsIn(store)).toEqual(ballots);
  });

  it('keeps batches that are made one after the other in the same memory', async () => {
    const batches = inBatches([ballot('ada'), ballot('bo', {}, 'p2:1')]);
    function* inOneMemory() {
      const memory = new Uint8Array(Math.max(...batches.map(({ rows }) => rows.length)));
      for (const batch of batches) {
        memory.set(batch.rows);
        yield { ...batch, rows: memory.subarray(0, batch.rows.length) };
        memory.fill(0);
      }
    }
    await world.store.save({ ...checkpoint({}), changed: inOneMemory() });
    expect(await ballotsIn(world.store)).toEqual([ballot('ada'), ballot('bo', {}, 'p2:1')]);
  });

  it('adds what changed to what was saved before', async () => {
    await world.store.save(checkpoint({}, [ballot('a'), ballot('b', { others: [{ voteId: 'x', stamp: 1 }] })]));
    await world.store.save(checkpoint({ saved: saved(20) }, [ballot('b', { voteId: 'newer' }), ballot('c')]));
    expect((await world.store.load(0))?.offset).toBe(20);
    expect(await ballotsIn(world.store)).toEqual([ballot('a'), ballot('b', { voteId: 'newer' }), ballot('c')]);
  });

  it('keeps partitions apart', async () => {
    await world.store.save(checkpoint({}, [ballot('a')]));
    await world.store.save(checkpoint({ partition: 1, saved: saved(3) }, [ballot('b')]));
    await world.store.reset(0);
    expect([await world.store.load(0), (await world.store.load(1))?.offset]).toEqual([undefined, 3]);
    expect([await ballotsIn(world.store, 0), await ballotsIn(world.store, 1)]).toEqual([[], [ballot('b')]]);
  });

  it('forgets the voters of dropped runs, and of no others', async () => {
    const many = Array.from({ length: 2_500 }, (_, index) => ballot(`v${index}`, {}, 'p1:1'));
    await world.store.save(checkpoint({}, [...many, ballot('kept', {}, 'p1:10'), ballot('kept', {}, 'p2:1')]));
    await world.store.save(checkpoint({ saved: saved(20), droppedRuns: ['p1:1', 'never seen:1'] }));
    expect(await ballotsIn(world.store)).toEqual([ballot('kept', {}, 'p1:10'), ballot('kept', {}, 'p2:1')]);
  });

  it('knows no state of another fold version, and mixes none of its ballots in', async () => {
    await world.store.save(checkpoint({ saved: saved(10, { foldVersion: foldVersion + 1 }) }, [ballot('old')]));
    expect(await world.store.load(0)).toBeUndefined();
    expect(await ballotsIn(world.store)).toEqual([]);
    await world.store.save(checkpoint({ saved: saved(4) }, [ballot('new')]));
    expect((await world.store.load(0))?.offset).toBe(4);
    expect(await ballotsIn(world.store)).toEqual([ballot('new')]);
  });

  it('takes large checkpoints', async () => {
    const changed = Array.from({ length: 12_000 }, (_, index) => ballot(`v${String(index).padStart(5, '0')}`));
    await world.store.save(checkpoint({}, changed));
    expect(await ballotsIn(world.store)).toEqual(changed);
  });

  it('does calls that come at the same time one after the other', async () => {
    const { store } = world;
    const changed = Array.from({ length: 3_000 }, (_, index) => ballot(`v${index}`));
    const [, loaded] = await Promise.all([
      store.save(checkpoint({}, changed)),
      store.load(0),
      store.save(checkpoint({ partition: 1, saved: saved(7) }, changed)),
      store.save(checkpoint({ saved: saved(30), droppedRuns: ['p1:1'] })),
    ]);
    expect(loaded?.offset).toBe(10);
    expect((await store.load(0))?.offset).toBe(30);
    expect(await ballotsIn(store)).toEqual([]);
    expect(await ballotsIn(store, 1)).toHaveLength(3_000);
  });
}
