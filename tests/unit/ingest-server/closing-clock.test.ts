import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { Failure } from '../../../core/domain/failure.ts';
import type { Poll } from '../../../core/domain/poll.ts';
import { createClosingClock } from '../../../ingest-server/polls/closing-clock.ts';
import { samplePoll } from '../main/sample-polls.ts';

beforeEach(() => {
  vi.useFakeTimers({ now: 1_000_000 });
});
afterEach(() => {
  vi.useRealTimers();
});

const pollWith = (closesAt: number | undefined, state: Poll['state'] = 'open') => {
  const run = { run: 1, partitions: 2, buckets: 1, fingerprint: 'f', openedAt: 0, closedAt: null };
  return samplePoll({ state, runs: [closesAt === undefined ? run : { ...run, closesAt }] });
};

function setUp() {
  let known = pollWith(undefined);
  let tell: (poll: Poll) => void = () => undefined;
  const closed: number[] = [];
  const failures: Failure[] = [];
  let fault: Failure | undefined;
  const change = (poll: Poll) => {
    known = poll;
    tell(poll);
  };
  const clock = createClosingClock({
    directory: { find: () => known, onChange: (listener: (poll: Poll) => void) => (tell = listener) },
    async closeDue(poll) {
      if (fault !== undefined) throw fault;
      closed.push(Date.now());
      change({ ...poll, state: 'closing' });
      return { accepted: true, poll };
    },
    clock: Date.now,
    onFailure: (failure) => failures.push(failure),
  });
  return { clock, closed, failures, change, fail: (failure: Failure | undefined) => (fault = failure) };
}

it('closes when the time has come, not before, and once', async () => {
  const { closed, change } = setUp();
  change(pollWith(1_600_000));
  await vi.advanceTimersByTimeAsync(599_999);
  expect(closed).toEqual([]);
  await vi.advanceTimersByTimeAsync(60_000);
  expect(closed).toEqual([1_600_000]);
});

it('closes at once what was due while no server ran', async () => {
  const { closed, change } = setUp();
  change(pollWith(5));
  await vi.advanceTimersByTimeAsync(0);
  expect(closed).toEqual([1_000_000]);
});

it('goes by the newest closing time, also while paused, and by none once it is removed', async () => {
  const { closed, change } = setUp();
  change(pollWith(1_010_000));
  change(pollWith(1_020_000, 'paused'));
  await vi.advanceTimersByTimeAsync(15_000);
  expect(closed).toEqual([]);
  await vi.advanceTimersByTimeAsync(15_000);
  expect(closed).toEqual([1_020_000]);
  const removed = setUp();
  removed.change(pollWith(Date.now() + 10_000));
  removed.change(pollWith(undefined));
  await vi.advanceTimersByTimeAsync(60_000);
  expect(removed.closed).toEqual([]);
});

it('waits for a poll that is still opening', async () => {
  const { closed, change } = setUp();
  change(pollWith(5, 'opening'));
  await vi.advanceTimersByTimeAsync(5_000);
  expect(closed).toEqual([]);
  change(pollWith(5));
  await vi.advanceTimersByTimeAsync(0);
  expect(closed).toHaveLength(1);
});

it('notices within two seconds that the computer slept', async () => {
  const { closed, change } = setUp();
  change(pollWith(9_000_000));
  await vi.advanceTimersByTimeAsync(1_000);
  vi.setSystemTime(9_500_000);
  await vi.advanceTimersByTimeAsync(2_000);
  expect(closed).toHaveLength(1);
});

it('says that the log is away, and tries again until it is back', async () => {
  const { closed, failures, change, fail } = setUp();
  fail(new Failure('log-unavailable', 'away', { retriable: true }));
  change(pollWith(5));
  await vi.advanceTimersByTimeAsync(2_500);
  expect(failures.length).toBeGreaterThan(1);
  fail(undefined);
  await vi.advanceTimersByTimeAsync(1_500);
  expect(closed).toHaveLength(1);
});

it('closes nothing after it was stopped', async () => {
  const { clock, closed, change } = setUp();
  change(pollWith(1_001_000));
  clock.stop();
  await vi.advanceTimersByTimeAsync(60_000);
  expect(closed).toEqual([]);
});
