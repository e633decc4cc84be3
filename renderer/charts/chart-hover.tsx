import type { PointerEvent } from 'react';
import { useState } from 'react';
import type { ChartPoint, ChartView } from './chart-view.ts';
import { valueAt } from './chart-view.ts';
import type { ChartFormats, LineChartHandle } from './create-line-chart.ts';

interface ChartHoverProps {
  readonly handle: LineChartHandle;
  readonly view: ChartView;
  readonly formats: ChartFormats;
  readonly onRange?: ((from: number, to: number) => void) | undefined;
}

interface Pointed {
  readonly pixel: number;
  readonly dragFrom: number | null;
}

const leastDragPixels = 6;

/** A line at the pointer with the exact figures there; dragging marks a stretch. */
export function ChartHover({ handle, view, formats, onRange }: ChartHoverProps) {
  const [pointed, setPointed] = useState<Pointed | null>(null);
  const pixelOf = (event: PointerEvent<HTMLDivElement>) => {
    const { left, right } = handle.area();
    const offset = event.clientX - event.currentTarget.getBoundingClientRect().left;
    return Math.min(right, Math.max(left, offset));
  };

  const xAt = (pixel: number) => xOfPixel(handle, view, pixel);

  const onPointerDown = (event: PointerEvent<HTMLDivElement>) => {
    if (onRange === undefined || event.button !== 0) return;
    event.currentTarget.setPointerCapture(event.pointerId);
    setPointed({ pixel: pixelOf(event), dragFrom: pixelOf(event) });
  };
  const onPointerMove = (event: PointerEvent<HTMLDivElement>) => setPointed({ pixel: pixelOf(event), dragFrom: pointed?.dragFrom ?? null });
  const onPointerUp = (event: PointerEvent<HTMLDivElement>) => {
    const from = pointed?.dragFrom ?? null;
    const pixel = pixelOf(event);
    setPointed({ pixel, dragFrom: null });
    if (from === null || onRange === undefined || Math.abs(pixel - from) < leastDragPixels) return;
    onRange(xAt(Math.min(from, pixel)), xAt(Math.max(from, pixel)));
  };

  return (
    <div
      className={onRange === undefined ? 'chart-hover' : 'chart-hover chart-hover-range'}
      aria-hidden="true"
      onPointerDown={onPointerDown}
      onPointerMove={onPointerMove}
      onPointerUp={onPointerUp}
      onPointerLeave={() => setPointed(null)}
    >
      {pointed !== null && <HoverMarks pointed={pointed} handle={handle} view={view} formats={formats} />}
    </div>
  );
}

function HoverMarks({ pointed, handle, view, formats }: Omit<ChartHoverProps, 'onRange'> & { readonly pointed: Pointed }) {
  const { left, right, top, bottom } = handle.area();
  const { pixel, dragFrom } = pointed;
  const x = xOfPixel(handle, view, pixel);
  const values = view.series
    .flatMap((series) => {
      const value = valueUntilEnd(series.points, x);
      return value === undefined ? [] : [{ series, value }];
    })
    .sort((a, b) => b.value - a.value);
  const isRight = pixel > (left + right) / 2;
  const side = isRight ? { right: `calc(100% - ${pixel - 12}px)` } : { left: pixel + 12 };
  return (
    <>
      {dragFrom !== null && (
        <span
          className="chart-stretch"
          style={{ left: Math.min(dragFrom, pixel), width: Math.abs(pixel - dragFrom), top, height: bottom - top }}
        />
      )}
      <span className="chart-line" style={{ left: pixel, top, height: bottom - top }} />
      {values.length > 0 && (
        <div className="chart-tip" style={{ top, ...side }}>
          <p className="chart-tip-time">{formats.exactX(x)}</p>
          {values.map(({ series, value }) => (
            <p key={series.label} className="chart-tip-row">
              <span className="bar-chip" style={{ background: `var(--option-${series.colour})` }} />
              <span className="chart-tip-label" dir="auto">
                {series.label}
              </span>
              <span className="chart-tip-value">{formats.exactY(value)}</span>
            </p>
          ))}
        </div>
      )}
    </>
  );
}

/** By the view, which may be a drawing ahead of the picture. */
function xOfPixel(handle: LineChartHandle, { xMin, xMax }: ChartView, pixel: number): number {
  const { left, right } = handle.area();
  return xMin + ((pixel - left) / Math.max(1, right - left)) * (xMax - xMin);
}

/** What is not known yet has no value. */
function valueUntilEnd(points: readonly ChartPoint[], x: number): number | undefined {
  const end = points[points.length - 1]?.x ?? -Infinity;
  return x > end ? undefined : valueAt(points, x);
}
