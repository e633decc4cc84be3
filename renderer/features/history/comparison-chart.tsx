import { useMemo, useRef } from 'react';
import { ChartLegend } from '../../charts/chart-legend.tsx';
import { niceSpan, shareScale } from '../../charts/chart-bounds.ts';
import { LineChart } from '../../charts/line-chart.tsx';
import { SaveButtons } from '../../charts/save-buttons.tsx';
import { drawPicture, fileNameOf } from '../../charts/save-picture.ts';
import { highestOf, timelineSeries } from '../../charts/timeline-series.ts';
import { toCsv } from '../../model/csv.ts';
import { formatPercent, formatSeconds } from '../../model/format.ts';
import { Card } from '../../ui/card.tsx';
import type { ComparedRun } from './use-run.ts';

const linesPerRun = 4;

const formats = {
  x: (value: number) => formatSeconds(value / 1000),
  y: (value: number) => `${value} %`,
  exactX: (value: number) => `${formatSeconds(Math.max(0, value) / 1000)} after opening`,
  exactY: formatPercent,
};

/** Shares of both runs over the time since each opened: A in full lines, B dashed. */
export function ComparisonChart({ first, second }: { readonly first: ComparedRun; readonly second: ComparedRun }) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const view = useMemo(() => {
    const series = [...seriesOf(first, 'A', false), ...seriesOf(second, 'B', true)];
    const longest = Math.max(1000, ...series.map(({ points }) => points[points.length - 1]?.x ?? 0));
    const { top, step } = shareScale(highestOf(series));
    return { series, xMin: 0, xMax: niceSpan(longest), yMax: top, yStep: step };
  }, [first, second]);
  const title = `${first.poll.content.question} and ${second.poll.content.question}`;
  const picture = () =>
    canvas.current === null
      ? Promise.resolve(null)
      : drawPicture({ canvas: canvas.current, title, note: 'Kpoll · per cent of voters over the time since opening', series: view.series });
  return (
    <Card title="Shares since opening">
      <LineChart
        view={view}
        formats={formats}
        label="Shares of both runs over time; the tables above have the figures."
        canvasRef={canvas}
      />
      <ChartLegend series={view.series} />
      <div className="chart-foot">
        <p className="chart-note">A in full lines, B dashed; up to {linesPerRun} leading options each.</p>
        <SaveButtons
          pictureName={fileNameOf(title, 'png')}
          tableName={fileNameOf(title, 'csv')}
          picture={picture}
          table={() => comparisonCsv(view.series)}
        />
      </div>
    </Card>
  );
}

function seriesOf({ poll, id, history }: ComparedRun, name: string, isDashed: boolean) {
  const run = poll.runs.find((known) => known.run === id.run);
  const originMs = run?.openedAt ?? 0;
  return timelineSeries({
    options: poll.content.options,
    rows: history.rows,
    mode: 'share',
    most: linesPerRun,
    originMs,
    endMs: run?.closedAt ?? undefined,
    isDashed,
    prefix: `${name}: `,
  });
}

function comparisonCsv(series: ReturnType<typeof timelineSeries>): string {
  const lines = series.flatMap(({ label, points }) => points.map(({ x, y }) => [label, x / 1000, Math.round(y * 1000) / 1000]));
  return toCsv([['option', 'seconds_since_opening', 'percent_of_voters'], ...lines]);
}
