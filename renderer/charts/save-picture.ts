import type { ChartSeries } from './chart-view.ts';

interface Picture {
  readonly canvas: HTMLCanvasElement;
  readonly title: string;
  /** Below the chart: the zone of its times, when it was drawn. */
  readonly note: string;
  readonly series: readonly ChartSeries[];
}

const margin = 24;
const headHeight = 56;
const legendHeight = 24;

/** The chart as a PNG that can stand alone: with title, legend and note, on the theme's ground. */
export function drawPicture({ canvas, title, note, series }: Picture): Promise<Blob | null> {
  const scale = canvas.width / Math.max(1, canvas.clientWidth);
  const style = getComputedStyle(canvas);
  const colourOf = (name: string) => style.getPropertyValue(name).trim();
  const width = canvas.clientWidth + 2 * margin;
  const legend = layOutLegend(series, canvas.clientWidth);
  const height = headHeight + canvas.clientHeight + legend.rows * legendHeight + 2 * margin;
  const picture = document.createElement('canvas');
  picture.width = width * scale;
  picture.height = height * scale;
  const context = picture.getContext('2d');
  if (context === null) return Promise.resolve(null);
  context.scale(scale, scale);
  context.fillStyle = colourOf('--surface');
  context.fillRect(0, 0, width, height);
  context.fillStyle = colourOf('--text');
  context.font = `600 16px ${style.fontFamily}`;
  context.fillText(title, margin, margin + 16, width - 2 * margin);
  context.drawImage(canvas, margin, headHeight, canvas.clientWidth, canvas.clientHeight);
  context.font = `12px ${style.fontFamily}`;
  const top = headHeight + canvas.clientHeight + legendHeight;
  for (const { entry, column, row } of legend.places) {
    context.fillStyle = colourOf(`--option-${entry.colour}`);
    context.fillRect(margin + column, top + row * legendHeight - 9, 10, 10);
    context.fillStyle = colourOf('--text-2');
    context.fillText(entry.label, margin + column + 16, top + row * legendHeight, legendColumn - 24);
  }
  context.fillStyle = colourOf('--text-3');
  context.fillText(note, margin, height - margin / 2, width - 2 * margin);
  return new Promise((resolve) => picture.toBlob(resolve, 'image/png'));
}

const legendColumn = 200;

function layOutLegend(series: readonly ChartSeries[], width: number) {
  const columns = Math.max(1, Math.floor(width / legendColumn));
  const places = series.map((entry, index) => ({ entry, column: (index % columns) * legendColumn, row: Math.floor(index / columns) }));
  return { rows: Math.ceil(series.length / columns), places };
}

/** A question as a file name. */
export function fileNameOf(text: string, extension: string): string {
  const name = text
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 60);
  return `${name === '' ? 'poll' : name}.${extension}`;
}
