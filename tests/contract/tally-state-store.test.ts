import { rmSync } from 'node:fs';
import Database from 'libsql';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { foldVersion } from '../../core/domain/tally.ts';
import type { SavedTally } from '../../core/ports/tally-state-store.ts';
import { openEmbeddedTallyState } from '../../engines/embedded/embedded-tally-state-store.ts';
import type { InMemoryTallyStates } from '../fakes/in-memory-tally-state-store.ts';
import { createInMemoryTallyStateStore } from '../fakes/in-memory-tally-state-store.ts';
import { makeFolder } from './embedded-world.ts';
import type { TallyStateWorld } from './tally-state-store-suite.ts';
import { readBallots } from '../unit/core/domain/ballots/ballot-samples.ts';
import { run } from './history-samples.ts';
import { testTallyStateStore } from './tally-state-store-suite.ts';

async function createEmbeddedWorld(): Promise<TallyStateWorld> {
  const folder = makeFolder();
  let store = await openEmbeddedTallyState({ folder });
  return {
    store,
    async restart() {
      await store.stop();
      store = await openEmbeddedTallyState({ folder });
      return store;
    },
    async remove() {
      await store.stop();
      rmSync(folder, { recursive: true });
    },
  };
}

async function createInMemoryWorld(): Promise<TallyStateWorld> {
  const states: InMemoryTallyStates = new Map();
  const open = async () => createInMemoryTallyStateStore(states);
  return { store: await open(), restart: open, remove: async () => undefined };
}

describe('the embedded tally state store', () => testTallyStateStore(createEmbeddedWorld));
describe('the tally state store in memory', () => testTallyStateStore(createInMemoryWorld));

/** What versions that kept ballots as JSON left behind. */
function saveAsBefore(folder: string, version: number): SavedTally {
  const counted = { counts: [2, 0], voters: 2, duplicates: 2, repeats: 0, late: 0, invalid: 0, closedAt: null, offset: 9, time: 5 };
  const { marker } = run({});
  const markers = [
    { ...marker, changes: 'none' as const },
    { ...marker, run: 2, changes: 'until-close' as const },
  ];
  const saved = { offset: 10, foldVersion: version, time: 5, unreadable: 0, runs: markers.map((one) => ({ marker: one, ...counted })) };
  const connection = new Database(join(folder, 'derived.db'));
  const addBatch = connection.prepare('INSERT INTO tally_batches (partition, run, body) VALUES (?, ?, ?)');
  connection.prepare('INSERT INTO tally_states VALUES (?, ?, ?)').run([3, version, JSON.stringify(saved)]);
  addBatch.run([3, 'p1:1', '[["ada","v1",7,[1],["v0"]],["bo","v2",8,[1]]]']);
  addBatch.run([3, 'p1:2', '[["ada","v@5",9,[2],["v@5@8","v6@7"]]]']);
  addBatch.run([3, 'p1:1', '[["ada","v1",7,[1],["v0","v9"]]]']);
  connection.close();
  return saved;
}

describe('a state that an older version kept as JSON', () => {
  it('is read', async () => {
    const folder = makeFolder();
    await (await openEmbeddedTallyState({ folder })).stop();
    const saved = saveAsBefore(folder, foldVersion);
    // Opened twice: the second time there is nothing more to bring over.
    await (await openEmbeddedTallyState({ folder })).stop();
    const store = await openEmbeddedTallyState({ folder });
    expect(await store.load(3)).toEqual(saved);
    const batches = [];
    for await (const { runKey, ...batch } of store.loadBallots(3)) batches.push([runKey, readBallots(batch)]);
    const ada = { voterId: 'ada', voteId: 'v1', stamp: 7, choice: [1] };
    const v0 = { voteId: 'v0', stamp: 0 };
    const changed = [
      { voteId: 'v@5', stamp: 8 },
      { voteId: 'v6', stamp: 7 },
    ];
    expect(batches).toEqual([
      [
        'p1:1',
        [
          { ...ada, others: [v0] },
          { voterId: 'bo', voteId: 'v2', stamp: 8, choice: [1], others: [] },
        ],
      ],
      ['p1:2', [{ voterId: 'ada', voteId: 'v@5', stamp: 9, choice: [2], others: changed }]],
      ['p1:1', [{ ...ada, others: [v0, { voteId: 'v9', stamp: 0 }] }]],
    ]);
    await store.stop();
    rmSync(folder, { recursive: true });
  });

  it('takes the place of what a newer version had saved before the older one ran again', async () => {
    const folder = makeFolder();
    const newer = await openEmbeddedTallyState({ folder });
    const ballots = { names: { choices: [[1]], ids: [] }, rows: new Uint8Array(64) };
    const saved = saveAsBefore(folder, foldVersion);
    await newer.save({ partition: 3, saved: { ...saved, offset: 20 }, changed: [{ runKey: 'p1:1', ...ballots }], droppedRuns: [] });
    await newer.stop();
    const store = await openEmbeddedTallyState({ folder });
    expect(await store.load(3)).toMatchObject({ offset: 10 });
    const runKeys = [];
    for await (const { runKey } of store.loadBallots(3)) runKeys.push(runKey);
    expect(runKeys).toEqual(['p1:1', 'p1:2', 'p1:1']);
    await store.stop();
    rmSync(folder, { recursive: true });
  });

  it('is dropped, for the log to be counted anew, where it is of another fold version', async () => {
    const folder = makeFolder();
    await (await openEmbeddedTallyState({ folder })).stop();
    saveAsBefore(folder, foldVersion + 1);
    const store = await openEmbeddedTallyState({ folder });
    expect(await store.load(3)).toBeUndefined();
    await store.stop();
    rmSync(folder, { recursive: true });
  });
});
