import { describe, expect, it } from 'vitest';
import type { Snapshot } from '../../../../core/contract/bridge.ts';
import { createResultsStore, shownSnapshot, votesBehindHold } from '../../../../renderer/state/results-store.ts';

function snapshot(voters: number, more: Partial<Snapshot> = {}): Snapshot {
  return {
    pollId: 'a',
    run: 1,
    options: [{ number: 1, votes: voters }],
    voters,
    duplicates: 0,
    repeats: 0,
    late: 0,
    invalid: 0,
    final: false,
    completeUpTo: null,
    closedPartitions: 0,
    partitions: 4,
    lagVotes: 0,
    lagSeconds: 0,
    incomplete: null,
    votesPerSecond: 0,
    spark: [],
    ...more,
  };
}

function setUp() {
  const frames: (() => void)[] = [];
  const store = createResultsStore((callback) => frames.push(callback));
  const drawFrame = () => frames.splice(0).forEach((callback) => callback());
  return { store, frames, drawFrame };
}

describe('createResultsStore', () => {
  it('tells the screen once per frame, however many snapshots come', () => {
    const { store, frames, drawFrame } = setUp();
    let changes = 0;
    store.subscribe(() => (changes += 1));
    for (let voters = 1; voters <= 50; voters += 1) store.getState().receive([snapshot(voters), snapshot(voters, { pollId: 'b' })]);
    expect(frames).toHaveLength(1);
    drawFrame();
    expect(changes).toBe(1);
    expect(store.getState().byPoll.get('a')?.voters).toBe(50);
    expect(store.getState().byPoll.get('b')?.voters).toBe(50);
  });

  it('does not go back to an older run', () => {
    const { store, drawFrame } = setUp();
    store.getState().receive([snapshot(3, { run: 2 })]);
    store.getState().receive([snapshot(90, { run: 1 })]);
    drawFrame();
    store.getState().receive([snapshot(91, { run: 1 })]);
    drawFrame();
    expect(store.getState().byPoll.get('a')).toMatchObject({ run: 2, voters: 3 });
  });

  it('keeps the identity of polls that did not change, so that their rows are not drawn again', () => {
    const { store, drawFrame } = setUp();
    store.getState().receive([snapshot(1), snapshot(1, { pollId: 'b' })]);
    drawFrame();
    const before = store.getState().byPoll.get('b');
    store.getState().receive([snapshot(2)]);
    drawFrame();
    expect(store.getState().byPoll.get('b')).toBe(before);
  });

  it('holds the numbers on screen, counts what comes in meanwhile, and catches up', () => {
    const { store, drawFrame } = setUp();
    store.getState().receive([snapshot(10)]);
    drawFrame();
    store.getState().hold('a');
    store.getState().receive([snapshot(25, { duplicates: 2 })]);
    drawFrame();
    expect(shownSnapshot(store.getState(), 'a')?.voters).toBe(10);
    expect(votesBehindHold(store.getState())).toBe(17);
    store.getState().release();
    expect(shownSnapshot(store.getState(), 'a')?.voters).toBe(25);
    expect(votesBehindHold(store.getState())).toBe(0);
  });

  it('holds one poll without holding the others', () => {
    const { store, drawFrame } = setUp();
    store.getState().receive([snapshot(1), snapshot(1, { pollId: 'b' })]);
    drawFrame();
    store.getState().hold('a');
    store.getState().receive([snapshot(2), snapshot(2, { pollId: 'b' })]);
    drawFrame();
    expect(shownSnapshot(store.getState(), 'b')?.voters).toBe(2);
  });
});
