import { useMemo, useRef } from 'react';
import { toCsv } from '../model/csv.ts';
import { formatCompact, formatCount, formatDateTime, formatMinute, formatPercent, formatTime } from '../model/format.ts';
import { optionColours } from '../model/option-rows.ts';
import type { PollView, TimelineRows } from '../model/view-types.ts';
import { ChartLegend } from './chart-legend.tsx';
import { niceScale, shareScale } from './chart-bounds.ts';
import { LineChart } from './line-chart.tsx';
import { SaveButtons } from './save-buttons.tsx';
import { drawPicture, fileNameOf } from './save-picture.ts';
import type { TimelineMode } from './timeline-series.ts';
import { highestOf, timelineSeries } from './timeline-series.ts';

interface TimelineChartProps {
  readonly poll: PollView;
  readonly run: number;
  readonly rows: TimelineRows;
  readonly mode: TimelineMode;
  readonly fromMs: number;
  readonly toMs: number;
  /** The last values hold up to here. */
  readonly endMs: number;
  readonly onRange?: (fromMs: number, toMs: number) => void;
}

/** Votes by option over time. */
export function TimelineChart({ poll, run, rows, mode, fromMs, toMs, endMs, onRange }: TimelineChartProps) {
  const { options, question, timeZone } = poll.content;
  const canvas = useRef<HTMLCanvasElement>(null);
  const view = useMemo(() => {
    const series = timelineSeries({ options, rows, mode, endMs });
    const { top, step } = mode === 'share' ? shareScale(highestOf(series)) : niceScale(highestOf(series));
    return { series, xMin: fromMs, xMax: toMs, yMax: top, yStep: step };
  }, [options, rows, mode, fromMs, toMs, endMs]);
  const formats = useMemo(() => formatsOf(mode, timeZone), [mode, timeZone]);
  const zone = timeZone.replace(/_/g, ' ');
  const name = run > 1 ? `${question} run ${run}` : question;
  const picture = () =>
    canvas.current === null
      ? Promise.resolve(null)
      : drawPicture({ canvas: canvas.current, title: question, note: `Kpoll · run ${run} · times in ${zone}`, series: view.series });

  return (
    <>
      <LineChart
        view={view}
        formats={formats}
        label={`Timeline of ${mode === 'share' ? 'shares' : 'votes'} by option; the table Result has the figures.`}
        canvasRef={canvas}
        onRange={onRange}
      />
      <ChartLegend series={view.series} />
      <div className="chart-foot">
        <p className="chart-note">
          Times in {zone}.{options.length > optionColours && ` The ${optionColours} leading of ${options.length} options.`}
        </p>
        <SaveButtons
          pictureName={fileNameOf(name, 'png')}
          tableName={fileNameOf(name, 'csv')}
          picture={picture}
          table={() => timelineCsv(poll, rows)}
        />
      </div>
    </>
  );
}

function formatsOf(mode: TimelineMode, timeZone: string) {
  const exactY = mode === 'share' ? formatPercent : formatCount;
  return {
    x: (value: number, stepMs: number) => (stepMs < 60_000 ? formatTime(value, timeZone) : formatMinute(value, timeZone)),
    y: mode === 'share' ? (value: number) => `${value} %` : formatCompact,
    exactX: (value: number) => formatDateTime(value, timeZone),
    exactY,
  };
}

/** All options, not only those drawn; times in UTC and in the poll's zone. */
function timelineCsv(poll: PollView, rows: TimelineRows): string {
  const { options, timeZone } = poll.content;
  const head = ['time_utc', `time ${timeZone}`, 'voters', 'duplicates', ...options.map(({ number, label }) => `${number} ${label}`)];
  const lines = rows.map((row) => {
    const timeMs = row.second * 1000;
    return [new Date(timeMs).toISOString(), formatDateTime(timeMs, timeZone), row.voters, row.duplicates, ...row.counts];
  });
  return toCsv([head, ...lines]);
}
