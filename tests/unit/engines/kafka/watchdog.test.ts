import { afterEach, expect, it } from 'vitest';
import { createReadPartition } from '../../../../engines/kafka/read-partition.ts';
import type { Watchdog } from '../../../../engines/kafka/watchdog.ts';
import { createWatchdog } from '../../../../engines/kafka/watchdog.ts';

let watchdog: Watchdog | undefined;
afterEach(() => watchdog?.stop());

function watch({ heldUp = () => false, end = () => 10 }: { heldUp?: () => boolean; end?: () => number | Promise<never> } = {}) {
  const state = createReadPartition(0, 5, 0);
  const seen = { now: 0, restarts: 0, stalls: 0 };
  const reader = {
    add: () => undefined,
    remove: () => undefined,
    restart: () => (seen.restarts += 1) > 0,
    isHeldUp: heldUp,
    stop: () => undefined,
  };
  const ends = async () => new Map([[0, await end()]]);
  const made = createWatchdog({ reader, states: () => [state], ends, onStalled: () => (seen.stalls += 1), clock: () => seen.now });
  watchdog = made;
  const lookAt = async (now: number) => {
    seen.now = now;
    await made.look();
  };
  return { state, seen, lookAt };
}

it('restarts the reading of a partition that has not moved for ten seconds although the log did, and counts it', async () => {
  const { seen, lookAt } = watch();
  await lookAt(0);
  await lookAt(9_000);
  expect(seen.restarts).toBe(0);
  await lookAt(10_000);
  expect([seen.restarts, seen.stalls]).toEqual([1, 1]);
  await lookAt(15_000);
  expect(seen.restarts).toBe(1);
});

it('leaves one alone that moves, however far behind it is', async () => {
  const { state, seen, lookAt } = watch();
  for (let now = 0; now < 60_000; now += 5_000) {
    await lookAt(now);
    if (state.next < 9) state.next += 1;
    else break;
  }
  expect(seen.restarts).toBe(0);
});

it('leaves one alone whose receiver is the slow one, or that has reached the end', async () => {
  const slow = watch({ heldUp: () => true });
  for (const now of [0, 10_000, 20_000]) await slow.lookAt(now);
  watchdog?.stop();
  const atEnd = watch({ end: () => 5 });
  for (const now of [0, 10_000, 20_000]) await atEnd.lookAt(now);
  expect([slow.seen.restarts, atEnd.seen.restarts]).toEqual([0, 0]);
});

it('blames nobody while the ends cannot be asked for', async () => {
  let down = false;
  const { seen, lookAt } = watch({ end: () => (down ? Promise.reject(new Error('down')) : 10) });
  await lookAt(0);
  down = true;
  await lookAt(10_000);
  down = false;
  await lookAt(15_000);
  expect(seen.restarts).toBe(0);
});
