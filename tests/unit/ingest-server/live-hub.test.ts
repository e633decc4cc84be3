import { expect, it } from 'vitest';
import type { PollView } from '../../../core/contract/http.ts';
import type { Poll } from '../../../core/domain/poll.ts';
import { resultOf } from '../../../core/domain/result.ts';
import { createLiveHub } from '../../../ingest-server/live/live-hub.ts';

const run = (number: number) => ({ run: number, partitions: 1, buckets: 1, fingerprint: 'f', openedAt: 0, closedAt: null });

function setUp() {
  const options = [1, 2].map((number) => ({ number, label: String(number) }));
  const content = {
    question: 'Q',
    type: 'single',
    options,
    min: 1,
    max: 1,
    reveal: 'after-voting',
    changes: 'none',
    timeZone: 'UTC',
  } as const;
  const first: Poll = {
    ...{ id: 'p', code: 'ACDEFG', revision: 1, state: 'open', hidden: false, createdAt: 0, nextOption: 3, runs: [run(1)] },
    content: { ...content, options },
  };
  let poll = first;
  const hub = createLiveHub({
    find: () => poll,
    board: { resultOf: ({ id, runs }) => resultOf({ pollId: id, run: runs.length, partitions: 1, options: [1, 2] }, [], []) },
    clock: () => Number.MAX_SAFE_INTEGER,
  });
  const watch = (votedRun: number | undefined) => {
    const seen: PollView[] = [];
    const leave = hub.watch(poll, votedRun, { send: (message) => seen.push(JSON.parse(message) as PollView) });
    return { seen, leave };
  };
  return { hub, watch, change: (next: Partial<Poll>) => (poll = { ...poll, ...next }) };
}

it('shows the result to those who voted in this run, and not in the next one before they vote again', () => {
  const { hub, watch, change } = setUp();
  const voter = watch(1);
  const other = watch(undefined);
  expect([voter.seen.at(-1)?.result?.run, other.seen.at(-1)?.result]).toEqual([1, undefined]);
  change({ runs: [run(1), run(2)] });
  hub.changed(['p']);
  expect(voter.seen).toHaveLength(2);
  expect([voter.seen.at(-1)?.result, other.seen.at(-1)?.result]).toEqual([undefined, undefined]);
  hub.stop();
});

it('says nothing of a hidden poll, and forgets who left', () => {
  const { hub, watch, change } = setUp();
  const { seen, leave } = watch(undefined);
  change({ hidden: true });
  hub.changed(['p']);
  expect(seen).toHaveLength(1);
  expect(hub.watchers()).toBe(1);
  leave();
  expect(hub.watchers()).toBe(0);
  hub.stop();
});
