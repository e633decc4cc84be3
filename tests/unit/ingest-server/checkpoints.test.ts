import { expect, it } from 'vitest';
import { Failure } from '../../../core/domain/failure.ts';
import { foldRecord } from '../../../core/domain/tally.ts';
import type { TallyStateStore } from '../../../core/ports/tally-state-store.ts';
import { createCheckpoints } from '../../../ingest-server/tally/checkpoints.ts';
import { loadTallyState } from '../../../ingest-server/tally/load-state.ts';
import { createInMemoryTallyStateStore } from '../../fakes/in-memory-tally-state-store.ts';
import { asRecord, foldRecords, markerOf, pollId, viewOf } from '../core/domain/fold-samples.ts';

const voteOf = (voter: number, voteId = `vote-${voter}`) =>
  asRecord({ pollId, run: 1, voterId: `voter-${voter}`, voteId, stamp: 1, choice: [1 + (voter % 3)] });

const noNote = (note: string) => expect.unreachable(note);

/** A store whose disk is full for as long as it is told. */
function createStore() {
  const store = createInMemoryTallyStateStore();
  const disk = { full: false };
  const failing: TallyStateStore = {
    ...store,
    async save(checkpoint) {
      if (disk.full) throw new Failure('history-unavailable', 'The disk is full.', { retriable: true });
      await store.save(checkpoint);
    },
  };
  return { store: failing, disk };
}

function setUp() {
  const failures: string[] = [];
  const { store, disk } = createStore();
  const state = foldRecords(
    markerOf('none'),
    Array.from({ length: 2_500 }, (_, voter) => voteOf(voter)),
  );
  const fold = (record: ReturnType<typeof voteOf>) => foldRecord(state, { offset: state.offset, timestamp: 1, record });
  return {
    store,
    disk,
    state,
    fold,
    failures,
    checkpoints: createCheckpoints({ store, onFailure: ({ message }) => failures.push(message) }),
  };
}

it('carries all of a fold over to the next start, in several saves', async () => {
  const { store, state, fold, checkpoints } = setUp();
  await checkpoints.save([state]);
  fold(voteOf(7, 'another'));
  fold(voteOf(9_999));
  await checkpoints.save([state]);
  expect(viewOf(await loadTallyState(store, 0, noNote))).toEqual(viewOf(state));
});

it('saves again what a save that failed did not', async () => {
  const { store, disk, state, fold, failures, checkpoints } = setUp();
  await checkpoints.save([state]);
  fold(voteOf(7, 'another'));
  disk.full = true;
  fold(voteOf(8, 'another'));
  fold(voteOf(5_000));
  await checkpoints.save([state]);
  disk.full = false;
  fold(voteOf(8, 'a third'));
  await checkpoints.save([state]);
  expect(failures).toEqual(['The disk is full.']);
  expect(viewOf(await loadTallyState(store, 0, noNote))).toEqual(viewOf(state));
});

it('holds a partition up while it is saved, and no other', async () => {
  const { state, fold, store } = setUp();
  let goOn: () => void = () => expect.unreachable();
  const gate = new Promise<void>((resolve) => (goOn = resolve));
  const slow: TallyStateStore = { ...store, save: (checkpoint) => gate.then(() => store.save(checkpoint)) };
  const checkpoints = createCheckpoints({ store: slow, onFailure: ({ message }) => expect.unreachable(message) });
  const saved = checkpoints.save([state]);
  await Promise.resolve();
  await checkpoints.untilSaved(1);
  let held = true;
  const resumed = checkpoints.untilSaved(0).then(() => {
    expect(held).toBe(false);
    fold(voteOf(9_999));
  });
  await new Promise(setImmediate);
  held = false;
  goOn();
  await Promise.all([saved, resumed]);
  expect((await store.load(0))?.offset).toBe(state.offset - 1);
  expect((await loadTallyState(store, 0, noNote)).runs.get(`${pollId}:1`)?.ballots.size()).toBe(2_500);
});

it('saves only what changed', async () => {
  const { store, state, fold, checkpoints } = setUp();
  await checkpoints.save([state]);
  fold(voteOf(7, 'another'));
  await checkpoints.save([state]);
  const sizes = [];
  for await (const { rows } of store.loadBallots(0)) sizes.push(rows.byteLength);
  expect(sizes).toEqual([64_000, 64_000, 32_000, 64 + 36]);
});

it('counts again from the log where what was saved cannot be understood', async () => {
  const { store, state, checkpoints } = setUp();
  await checkpoints.save([state]);
  const damaged: TallyStateStore = {
    ...store,
    async *loadBallots(partition) {
      for await (const batch of store.loadBallots(partition)) yield { ...batch, names: { ...batch.names, choices: [[99]] } };
    },
  };
  const notes: string[] = [];
  expect(await loadTallyState(damaged, 0, (note) => notes.push(note))).toMatchObject({ offset: 0, runs: new Map() });
  expect(notes).toEqual([expect.stringMatching(/votes partition 0 cannot be understood .* counted again from the log/)]);
  expect(await store.load(0)).toBeUndefined();
});

it('forgets the voters of a run that has closed', async () => {
  const { store, state, fold, checkpoints } = setUp();
  await checkpoints.save([state]);
  fold({ kind: 'close', marker: { pollId, run: 1 } });
  await checkpoints.save([state]);
  const loaded = await loadTallyState(store, 0, noNote);
  expect(viewOf(loaded)).toEqual(viewOf(state));
  expect(loaded.runs.get(`${pollId}:1`)?.tally).toMatchObject({ voters: 2_500, closedAt: 2_501 });
});
