import { afterEach, beforeEach, expect, it } from 'vitest';
import { foldVersion } from '../../core/domain/tally.ts';
import type { BallotChange, SavedTally, TallyCheckpoint, TallyStateStore } from '../../core/ports/tally-state-store.ts';
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

function change(voterId: string, changes: Partial<BallotChange['ballot']> = {}, runKey = 'p1:1'): BallotChange {
  return { runKey, voterId, ballot: { voteId: `vote of ${voterId}`, stamp: 1_795_230_000_000, choice: [1], ...changes } };
}

function checkpoint(changes: Partial<TallyCheckpoint>): TallyCheckpoint {
  return { partition: 0, saved: saved(10), changed: [], droppedRuns: [], ...changes };
}

async function readBallots(store: TallyStateStore, partition = 0): Promise<BallotChange[]> {
  const ballots = new Map<string, BallotChange>();
  for await (const chunk of store.loadBallots(partition))
    for (const ballot of chunk) ballots.set(`${ballot.runKey} ${ballot.voterId}`, ballot);
  return [...ballots.values()].sort((a, b) => (`${a.runKey} ${a.voterId}` < `${b.runKey} ${b.voterId}` ? -1 : 1));
}

/** The promises of core/ports/tally-state-store.ts, for whatever engine makes them. */
export function testTallyStateStore(createWorld: () => Promise<TallyStateWorld>): void {
  let world: TallyStateWorld;
  beforeEach(async () => void (world = await createWorld()));
  afterEach(() => world.remove());

  it('has no state to begin with', async () => {
    expect(await world.store.load(0)).toBeUndefined();
    expect(await readBallots(world.store)).toEqual([]);
  });

  it('gives back what was saved, also after a restart', async () => {
    const changed = [change('a'), change('b', { choice: [1, 3], others: ['x@1', 'y@2'] }), change('a', {}, 'p2:7')];
    await world.store.save(checkpoint({ changed }));
    const store = await world.restart();
    expect(await store.load(0)).toEqual(saved(10));
    expect(await readBallots(store)).toEqual([changed[0], changed[1], changed[2]]);
  });

  it('adds what changed to what was saved before', async () => {
    await world.store.save(checkpoint({ changed: [change('a'), change('b', { others: ['x'] })] }));
    await world.store.save(checkpoint({ saved: saved(20), changed: [change('b', { voteId: 'newer' }), change('c')] }));
    expect((await world.store.load(0))?.offset).toBe(20);
    expect(await readBallots(world.store)).toEqual([change('a'), change('b', { voteId: 'newer' }), change('c')]);
  });

  it('keeps partitions apart', async () => {
    await world.store.save(checkpoint({ changed: [change('a')] }));
    await world.store.save(checkpoint({ partition: 1, saved: saved(3), changed: [change('b')] }));
    await world.store.reset(0);
    expect([await world.store.load(0), (await world.store.load(1))?.offset]).toEqual([undefined, 3]);
    expect([await readBallots(world.store, 0), await readBallots(world.store, 1)]).toEqual([[], [change('b')]]);
  });

  it('forgets the voters of dropped runs, and of no others', async () => {
    const many = Array.from({ length: 2_500 }, (_, index) => change(`v${index}`, {}, 'p1:1'));
    await world.store.save(checkpoint({ changed: [...many, change('kept', {}, 'p1:10'), change('kept', {}, 'p2:1')] }));
    await world.store.save(checkpoint({ saved: saved(20), droppedRuns: ['p1:1', 'never seen:1'] }));
    expect(await readBallots(world.store)).toEqual([change('kept', {}, 'p1:10'), change('kept', {}, 'p2:1')]);
  });

  it('knows no state of another fold version, and mixes none of its ballots in', async () => {
    await world.store.save(checkpoint({ saved: saved(10, { foldVersion: foldVersion + 1 }), changed: [change('old')] }));
    expect(await world.store.load(0)).toBeUndefined();
    expect(await readBallots(world.store)).toEqual([]);
    await world.store.save(checkpoint({ saved: saved(4), changed: [change('new')] }));
    expect((await world.store.load(0))?.offset).toBe(4);
    expect(await readBallots(world.store)).toEqual([change('new')]);
  });

  it('takes large checkpoints', async () => {
    const changed = Array.from({ length: 12_000 }, (_, index) => change(`v${String(index).padStart(5, '0')}`));
    await world.store.save(checkpoint({ changed }));
    expect(await readBallots(world.store)).toEqual(changed);
  });

  it('does calls that come at the same time one after the other', async () => {
    const { store } = world;
    const changed = Array.from({ length: 3_000 }, (_, index) => change(`v${index}`));
    const [, loaded] = await Promise.all([
      store.save(checkpoint({ changed })),
      store.load(0),
      store.save(checkpoint({ partition: 1, saved: saved(7), changed })),
      store.save(checkpoint({ saved: saved(30), droppedRuns: ['p1:1'] })),
    ]);
    expect(loaded?.offset).toBe(10);
    expect((await store.load(0))?.offset).toBe(30);
    expect(await readBallots(store)).toEqual([]);
    expect(await readBallots(store, 1)).toHaveLength(3_000);
  });
}
