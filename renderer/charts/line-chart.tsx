import type { RefObject } from 'react';
import { useEffect, useRef, useState } from 'react';
import { ChartHover } from './chart-hover.tsx';
import type { ChartView } from './chart-view.ts';
import type { ChartFormats, LineChartHandle } from './create-line-chart.ts';
import { createLineChart } from './create-line-chart.ts';
import { createDrawPacer } from './draw-pacer.ts';
import './line-chart.css';

interface LineChartProps {
  readonly view: ChartView;
  /** Must keep its identity as long as it formats alike. */
  readonly formats: ChartFormats;
  readonly label: string;
  readonly canvasRef: RefObject<HTMLCanvasElement | null>;
  /** A stretch that was dragged over the chart, in x. */
  readonly onRange?: ((from: number, to: number) => void) | undefined;
}

const gapMs = 100;

/** Draws at most ten times a second and not at all while it is out of sight. */
export function LineChart({ view, formats, label, canvasRef, onRange }: LineChartProps) {
  const [handle, setHandle] = useState<LineChartHandle | null>(null);
  const latest = useRef(view);
  const request = useRef<() => void>(() => undefined);

  useEffect(() => {
    const canvas = canvasRef.current;
    if (canvas === null) return undefined;
    const made = createLineChart(canvas, formats);
    const pacer = createDrawPacer({ gapMs, draw: () => made.draw(latest.current), clock: () => performance.now(), after });
    const stopWatching = watchSight(canvas, pacer.setVisible, pacer.request);
    request.current = pacer.request;
    setHandle(made);
    pacer.request();
    return () => {
      stopWatching();
      pacer.stop();
      made.stop();
      setHandle(null);
    };
  }, [canvasRef, formats]);

  useEffect(() => {
    latest.current = view;
    request.current();
  }, [view]);

  return (
    <div className="line-chart">
      <canvas ref={canvasRef} role="img" aria-label={label} />
      {handle !== null && <ChartHover handle={handle} view={view} formats={formats} onRange={onRange} />}
    </div>
  );
}

function after(delayMs: number, callback: () => void): () => void {
  const timer = setTimeout(callback, delayMs);
  return () => clearTimeout(timer);
}

/** Tells whether the chart can be seen, and asks for another drawing when the theme changes. */
function watchSight(canvas: HTMLCanvasElement, onVisible: (isVisible: boolean) => void, onTheme: () => void): () => void {
  let isInView = true;
  const tell = () => onVisible(isInView && !document.hidden);
  const sight = new IntersectionObserver(([entry]) => {
    isInView = entry?.isIntersecting ?? true;
    tell();
  });
  const theme = new MutationObserver(onTheme);
  sight.observe(canvas);
  theme.observe(document.documentElement, { attributes: true, attributeFilter: ['data-theme'] });
  document.addEventListener('visibilitychange', tell);
  return () => {
    sight.disconnect();
    theme.disconnect();
    document.removeEventListener('visibilitychange', tell);
  };
}
