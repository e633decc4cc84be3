import type { RunPartial } from './result.ts';

/** A votes partition's counts at the end of a second of the log's time. */
export interface TimelinePoint {
  readonly pollId: string;
  readonly run: number;
  readonly partition: number;
  /** Seconds since 1970. */
  readonly second: number;
  /** Of two points of the same second the one with the higher offset is right. */
  readonly offset: number;
  readonly counts: readonly number[];
  readonly voters: number;
  readonly duplicates: number;
}

export const timelineSteps = { second: 1, minute: 60, hour: 3600 } as const;
export type TimelineStep = keyof typeof timelineSteps;

/** The whole poll at the end of a step that began at `second` (seconds since 1970). */
export interface TimelineRow {
  readonly second: number;
  readonly counts: readonly number[];
  readonly voters: number;
  readonly duplicates: number;
}

export function timelinePointOf(partial: RunPartial): TimelinePoint {
  const { pollId, run, partition, offset, counts, voters, duplicates } = partial;
  return { pollId, run, partition, second: Math.floor(partial.time / 1000), offset, counts, voters, duplicates };
}

/**
 * Sums partitions' points (ordered by time) into one row per step in which something changed. A partition without a
 * point in a step keeps its last counts. Points before `fromSecond` only give the base line.
 */
export function* sumTimeline(points: Iterable<TimelinePoint>, step: TimelineStep, fromSecond = 0): Generator<TimelineRow> {
  const seconds = timelineSteps[step];
  const latest = new Map<number, TimelinePoint>();
  let current: number | undefined;
  for (const point of points) {
    const start = point.second - (point.second % seconds);
    if (current !== undefined && start !== current) yield rowOf(current, latest);
    latest.set(point.partition, point);
    current = point.second < fromSecond ? undefined : start;
  }
  if (current !== undefined) yield rowOf(current, latest);
}

function rowOf(second: number, latest: ReadonlyMap<number, TimelinePoint>): TimelineRow {
  const counts: number[] = [];
  let voters = 0;
  let duplicates = 0;
  for (const point of latest.values()) {
    point.counts.forEach((count, index) => (counts[index] = (counts[index] ?? 0) + count));
    voters += point.voters;
    duplicates += point.duplicates;
  }
  return { second, counts, voters, duplicates };
}
