import type { PollView, TimelineRows } from '../model/view-types.ts';
import { optionColours, percentOf } from '../model/option-rows.ts';
import type { ChartSeries } from './chart-view.ts';

export type TimelineMode = 'votes' | 'share';

interface TimelineInput {
  readonly options: PollView['content']['options'];
  readonly rows: TimelineRows;
  readonly mode: TimelineMode;
  /** Draws only the options that lead at the end; more lines than colours cannot be told apart. */
  readonly most?: number;
  /** Taken from every time, for charts that start at zero. */
  readonly originMs?: number;
  /** The last values hold up to here. */
  readonly endMs?: number | undefined;
  readonly isDashed?: boolean;
  /** Goes before each label, where two runs are drawn together. */
  readonly prefix?: string;
}

/** One line an option: votes, or per cent of the voters so far. */
export function timelineSeries(input: TimelineInput): ChartSeries[] {
  const { options, rows, mode, most = optionColours, originMs = 0, endMs, isDashed = false, prefix = '' } = input;
  const last = rows[rows.length - 1];
  const leading = options
    .map((option, index) => ({ option, index, votes: last?.counts[index] ?? 0 }))
    .sort((a, b) => b.votes - a.votes)
    .slice(0, most)
    .sort((a, b) => a.index - b.index);
  return leading.map(({ option, index }) => {
    const valueOf = (row: TimelineRows[number]) => {
      const votes = row.counts[index] ?? 0;
      return mode === 'votes' ? votes : percentOf(votes, row.voters);
    };
    const points = rows.map((row) => ({ x: row.second * 1000 - originMs, y: valueOf(row) }));
    const end = endMs === undefined ? undefined : endMs - originMs;
    const final = points[points.length - 1];
    if (end !== undefined && final !== undefined && end > final.x) points.push({ x: end, y: final.y });
    return { label: `${prefix}${option.label}`, colour: (index % optionColours) + 1, isDashed, points };
  });
}

export function highestOf(series: readonly ChartSeries[]): number {
  return Math.max(0, ...series.map(({ points }) => points.reduce((highest, { y }) => Math.max(highest, y), 0)));
}
