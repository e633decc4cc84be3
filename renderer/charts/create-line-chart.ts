import type { ChartConfiguration, Point } from 'chart.js';
import { Chart, Decimation, LinearScale, LineController, LineElement, PointElement } from 'chart.js';
import { timeTicks } from './chart-bounds.ts';
import type { ChartSeries, ChartView } from './chart-view.ts';

Chart.register(LineController, LineElement, PointElement, LinearScale, Decimation);

export interface AxisFormats {
  /** `stepMs` tells how fine the ticks are. */
  readonly x: (value: number, stepMs: number) => string;
  readonly y: (value: number) => string;
}

export interface ChartFormats extends AxisFormats {
  /** Exact, for the tooltip. */
  readonly exactX: (value: number) => string;
  readonly exactY: (value: number) => string;
}

export interface LineChartHandle {
  draw(view: ChartView): void;
  /** Where the axes stand, in pixels. */
  area(): { readonly left: number; readonly right: number; readonly top: number; readonly bottom: number };
  stop(): void;
}

/** Colours are read from the theme at every drawing, so a change of theme only needs another one. */
export function createLineChart(canvas: HTMLCanvasElement, formats: AxisFormats): LineChartHandle {
  let stepMs = 1000;
  const chart = new Chart(
    canvas,
    configurationOf(formats, () => stepMs),
  );

  function drawAxes({ xMin, xMax, yMax, yStep }: ChartView): void {
    const { scales } = chart.options;
    const x = scales?.['x'];
    const y = scales?.['y'];
    if (x === undefined || y === undefined) return;
    const style = getComputedStyle(canvas);
    const line = style.getPropertyValue('--line').trim();
    const ink = style.getPropertyValue('--text-3').trim();
    const font = { family: style.fontFamily, size: 11 };
    stepMs = timeTicks(xMin, xMax, Math.max(2, Math.floor(canvas.clientWidth / 110))).stepMs;
    Object.assign(x, { min: xMin, max: xMax });
    Object.assign(y, { min: 0, max: yMax });
    Object.assign(y.ticks ?? {}, { stepSize: yStep });
    for (const scale of [x, y]) {
      Object.assign(scale.ticks ?? {}, { color: ink, font });
      Object.assign(scale.grid ?? {}, { color: line });
      Object.assign(scale.border ?? {}, { color: line });
    }
  }

  return {
    draw(view) {
      const style = getComputedStyle(canvas);
      drawAxes(view);
      const { datasets } = chart.data;
      datasets.length = Math.min(datasets.length, view.series.length);
      view.series.forEach((series, index) => {
        const options = datasetOptions(series, style.getPropertyValue(`--option-${series.colour}`).trim());
        const known = datasets[index];
        if (known === undefined) datasets.push(options);
        else Object.assign(known, options);
      });
      chart.update('none');
    },
    area: () => chart.chartArea,
    stop: () => chart.destroy(),
  };
}

function datasetOptions(series: ChartSeries, colour: string) {
  return {
    label: series.label,
    data: series.points as Point[],
    borderColor: colour,
    borderDash: series.isDashed ? [5, 4] : [],
  };
}

function configurationOf(formats: AxisFormats, stepMs: () => number): ChartConfiguration<'line', Point[]> {
  return {
    type: 'line',
    data: { datasets: [] },
    options: {
      animation: false,
      parsing: false,
      normalized: true,
      responsive: true,
      maintainAspectRatio: false,
      events: [],
      layout: { padding: { top: 8, right: 8 } },
      elements: { line: { borderWidth: 2, stepped: true, borderJoinStyle: 'round' }, point: { radius: 0, hitRadius: 0 } },
      plugins: { decimation: { enabled: true, algorithm: 'lttb', samples: 500, threshold: 500 } },
      scales: {
        x: {
          type: 'linear',
          grid: { display: true, drawTicks: false },
          border: { display: false },
          ticks: { padding: 8, autoSkip: false, maxRotation: 0, callback: (value) => formats.x(Number(value), stepMs()) },
          afterBuildTicks: (axis) => {
            axis.ticks = ticksOf(axis.min, axis.max, stepMs());
          },
        },
        y: {
          type: 'linear',
          grid: { drawTicks: false },
          border: { display: false },
          ticks: { padding: 8, callback: (value) => formats.y(Number(value)) },
        },
      },
    },
  };
}

/** Round moments, but none so near to an edge that its label would be cut off. */
function ticksOf(min: number, max: number, stepMs: number): { readonly value: number }[] {
  const margin = (max - min) * 0.02;
  const { ticks } = timeTicks(min, max, Math.ceil((max - min) / stepMs));
  return ticks.filter((tick) => tick >= min + margin && tick <= max - margin).map((value) => ({ value }));
}
