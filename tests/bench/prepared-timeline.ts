import type { TimelinePoint } from '../../core/domain/timeline.ts';
import type { PreparedRun } from './prepared-run.ts';

/** A point for every second and votes partition of the run, a few votes more in each, in batches of whole seconds. */
export function* timelineOf({ pollId, partitions, openedAt, closedAt }: PreparedRun, secondsPerBatch: number): Generator<TimelinePoint[]> {
  const [first, end] = [openedAt / 1000, closedAt / 1000];
  for (let start = first; start < end; start += secondsPerBatch) {
    yield Array.from({ length: Math.min(secondsPerBatch, end - start) }, (_, index) => start + index).flatMap((second) =>
      Array.from({ length: partitions }, (_, partition): TimelinePoint => {
        const votes = second - first + 1;
        const place = { pollId, run: 1, partition, second, offset: votes * 4 };
        return { ...place, counts: [votes, votes, 2 * votes, 0], voters: 4 * votes, duplicates: 0 };
      }),
    );
  }
}
