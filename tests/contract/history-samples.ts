import type { Poll } from '../../core/domain/poll.ts';
import type { RunPartial } from '../../core/domain/result.ts';
import type { TimelinePoint } from '../../core/domain/timeline.ts';
import type { BallotRow, SeenRun } from '../../core/ports/history-store.ts';

export function poll(id: string, changes: Partial<Poll> = {}): Poll {
  return {
    id,
    code: id.toUpperCase(),
    revision: 1,
    state: 'draft',
    hidden: false,
    createdAt: 1_795_230_000_000,
    content: {
      question: 'Tea or coffee?',
      type: 'single',
      options: [
        { number: 1, label: 'Tea' },
        { number: 2, label: 'Coffee' },
      ],
      min: 1,
      max: 1,
      reveal: 'always',
      changes: 'none',
      timeZone: 'UTC',
    },
    nextOption: 3,
    runs: [],
    ...changes,
  };
}

export function ballot(changes: Partial<BallotRow>): BallotRow {
  return {
    pollId: 'p1',
    run: 1,
    partition: 0,
    bucket: 0,
    voterId: 'v',
    voteId: 'vote',
    order: 1,
    time: 1_795_230_000_000,
    choice: [1],
    ...changes,
  };
}

export function point(changes: Partial<TimelinePoint>): TimelinePoint {
  return { pollId: 'p1', run: 1, partition: 0, second: 100, offset: 1, counts: [1, 0], voters: 1, duplicates: 0, ...changes };
}

export function partial(changes: Partial<RunPartial>): RunPartial {
  const counted = { options: [1, 2], counts: [3, 1], voters: 4, duplicates: 0, repeats: 0, late: 0, invalid: 0, closedAt: null };
  return { foldVersion: 1, pollId: 'p1', run: 1, partition: 0, partitions: 4, offset: 1, time: 1_795_230_000_000, ...counted, ...changes };
}

export function run(changes: Partial<SeenRun>): SeenRun {
  const marker = {
    pollId: 'p1',
    run: 1,
    rule: { type: 'single', options: [1, 2], min: 1, max: 1 },
    changes: 'none' as const,
    partitions: 4,
    buckets: 8,
    fingerprint: 'f',
  };
  return { partition: 0, marker, closedAt: null, ...changes };
}

/** Sorts as ballots are read; ids in tests are ASCII. */
export function byPlace(a: BallotRow, b: BallotRow): number {
  return a.partition - b.partition || a.bucket - b.bucket || (a.voterId < b.voterId ? -1 : a.voterId > b.voterId ? 1 : 0);
}

/** Fisher and Yates; `random` gives natural numbers. */
export function shuffled<T>(items: readonly T[], random: Iterator<number>): T[] {
  const rest = [...items];
  const result: T[] = [];
  while (rest.length > 0) {
    const drawn = random.next();
    result.push(...rest.splice(drawn.done === true ? 0 : drawn.value % rest.length, 1));
  }
  return result;
}
