import { runKeyOf } from '../../core/domain/poll.ts';
import type { TimelinePoint, TimelineStep } from '../../core/domain/timeline.ts';
import { timelineSteps } from '../../core/domain/timeline.ts';
import type { RunId } from '../../core/ports/history-store.ts';

/** The second at which the step of `second` began. */
export function startOf(step: TimelineStep, second: number): number {
  return second - (second % timelineSteps[step]);
}

/** Of each run, votes partition and step only the point with the highest offset: the others would be overwritten at once. */
export function lastOfSteps(points: readonly TimelinePoint[], step: TimelineStep): readonly TimelinePoint[] {
  const last = new Map<string, TimelinePoint>();
  for (const point of points) {
    const key = `${runKeyOf(point.pollId, point.run)}/${point.partition}/${startOf(step, point.second)}`;
    if (point.offset >= (last.get(key)?.offset ?? 0)) last.set(key, point);
  }
  return [...last.values()];
}

/** The last point of each votes partition. */
export function lastOfPartitions(points: Iterable<TimelinePoint>): readonly TimelinePoint[] {
  const last = new Map<number, TimelinePoint>();
  for (const point of points) {
    const known = last.get(point.partition);
    if (known === undefined || point.second >= known.second) last.set(point.partition, point);
  }
  return [...last.values()];
}

/** Each point once, by time and partition. */
export function sortedPoints(points: readonly TimelinePoint[]): TimelinePoint[] {
  const unique = new Map(points.map((point) => [`${point.second}/${point.partition}`, point]));
  return [...unique.values()].sort((a, b) => a.second - b.second || a.partition - b.partition);
}

type Value = readonly [second: number, offset: number, counts: readonly number[], voters: number, duplicates: number];

/** A point in one cell, so that two writes cannot mix. */
export function toPointValue({ second, offset, counts, voters, duplicates }: TimelinePoint): string {
  return JSON.stringify([second, offset, counts, voters, duplicates] satisfies Value);
}

export function toPoint({ pollId, run }: RunId, partition: number, value: string): TimelinePoint {
  const [second, offset, counts, voters, duplicates] = JSON.parse(value) as Value;
  return { pollId, run, partition, second, offset, counts, voters, duplicates };
}
