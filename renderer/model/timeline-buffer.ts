import type { Snapshot } from '../../core/contract/bridge.ts';
import type { TimelineRows } from './view-types.ts';

export type TimelineRow = TimelineRows[number];

/** A run's timeline that grows with the live numbers but never beyond `capacity` rows: when full, it halves its resolution. */
export interface TimelineBuffer {
  /** Rows from history, ordered; live rows newer than they stay. */
  load(rows: TimelineRows): void;
  append(row: TimelineRow): void;
  rows(): readonly TimelineRow[];
  /** Seconds that one row stands for. */
  stepSeconds(): number;
}

export function createTimelineBuffer(capacity: number): TimelineBuffer {
  let rows: TimelineRow[] = [];
  let step = 1;
  const bucketOf = (row: TimelineRow) => Math.floor(row.second / step);

  function append(row: TimelineRow): void {
    const last = rows[rows.length - 1];
    if (last !== undefined && row.second < last.second) return;
    if (last !== undefined && bucketOf(last) === bucketOf(row)) rows[rows.length - 1] = row;
    else rows.push(row);
    while (rows.length > capacity) coarsen();
  }

  function coarsen(): void {
    step *= 2;
    rows = rows.filter((row, index) => {
      const next = rows[index + 1];
      return next === undefined || bucketOf(next) !== bucketOf(row);
    });
  }

  return {
    load(loaded) {
      const end = loaded[loaded.length - 1]?.second ?? -1;
      const newer = rows.filter((row) => row.second > end);
      rows = [...loaded, ...newer];
      while (rows.length > capacity) coarsen();
    },
    append,
    rows: () => rows,
    stepSeconds: () => step,
  };
}

/** The row that a snapshot amounts to now. */
export function timelineRowOf(snapshot: Snapshot, nowMs: number): TimelineRow {
  const { voters, duplicates, options, completeUpTo } = snapshot;
  const timeMs = completeUpTo ?? nowMs;
  return { second: Math.floor(timeMs / 1000), counts: options.map(({ votes }) => votes), voters, duplicates };
}
