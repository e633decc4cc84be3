import type { CallArgs, CallResult } from '../../core/contract/bridge.ts';
import type { Poll } from '../../core/domain/poll.ts';
import type { TimelinePoint, TimelineRow, TimelineStep } from '../../core/domain/timeline.ts';
import { sumTimeline } from '../../core/domain/timeline.ts';
import type { HistoryReader } from '../../core/ports/history-store.ts';

export const mostRows = 2000;

const coarser: Readonly<Record<TimelineStep, TimelineStep | undefined>> = { second: 'minute', minute: 'hour', hour: undefined };

/**
 * The timeline of a run at the wished step, or at the finest coarser one that makes at most 2,000 rows. A range that
 * begins within the run begins with the counts reached by then.
 */
export async function readTimeline(
  poll: Poll,
  args: CallArgs<'history:timeline'>,
  history: HistoryReader,
  now: number,
): Promise<CallResult<'history:timeline'>> {
  const { pollId, run, fromMs, toMs } = args;
  const step = readableStep(args.step, spanOf(poll, args, now));
  const points = await history.readTimeline({
    pollId,
    run,
    step,
    ...(fromMs === undefined ? {} : { fromMs }),
    ...(toMs === undefined ? {} : { toMs }),
  });
  return { ...rowsOf(points, step, fromMs === undefined ? 0 : Math.floor(fromMs / 1000)), options: poll.content.options };
}

/** So many steps are read at most and then made fewer: a run of weeks is not loaded second by second. */
const mostStepsRead = 50_000;
const stepMs: Readonly<Record<TimelineStep, number>> = { second: 1000, minute: 60_000, hour: 3_600_000 };

function readableStep(wished: TimelineStep, spanMs: number): TimelineStep {
  const next = coarser[wished];
  return next === undefined || spanMs / stepMs[wished] <= mostStepsRead ? wished : readableStep(next, spanMs);
}

function spanOf({ runs }: Poll, { run: number, fromMs, toMs }: CallArgs<'history:timeline'>, now: number): number {
  const run = runs.find((candidate) => candidate.run === number);
  const end = Math.min(toMs ?? Infinity, run?.closedAt ?? now);
  return end - Math.max(fromMs ?? 0, run?.openedAt ?? 0);
}

function rowsOf(points: readonly TimelinePoint[], wished: TimelineStep, fromSecond: number): { step: TimelineStep; rows: TimelineRow[] } {
  const base = baseLine(points, fromSecond);
  for (let step = wished; ;) {
    const rows = base.concat(Array.from(sumTimeline(points, step, fromSecond)));
    const next = coarser[step];
    if (rows.length <= mostRows) return { step, rows: withoutDouble(rows) };
    if (next === undefined) return { step, rows: thinned(rows) };
    step = next;
  }
}

/** What had been reached before the range began, as a row at its beginning. */
function baseLine(points: readonly TimelinePoint[], fromSecond: number): TimelineRow[] {
  const earlier = points.filter((point) => point.second < fromSecond);
  const last = Array.from(sumTimeline(earlier, 'hour')).at(-1);
  return last === undefined ? [] : [{ ...last, second: fromSecond }];
}

/** A step that begins with (or, being coarse, before) the range says more than the base line. */
function withoutDouble(rows: TimelineRow[]): TimelineRow[] {
  const [first, second] = rows;
  return first !== undefined && second !== undefined && second.second <= first.second ? rows.slice(1) : rows;
}

/** Rows hold totals, so leaving some out loses detail but no votes; the last one always stays. */
function thinned(rows: readonly TimelineRow[]): TimelineRow[] {
  const every = Math.ceil(rows.length / mostRows);
  return rows.filter((_row, index) => (rows.length - 1 - index) % every === 0);
}
