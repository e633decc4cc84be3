export interface ChartPoint {
  readonly x: number;
  readonly y: number;
}

export interface ChartSeries {
  readonly label: string;
  /** 1 to 8. */
  readonly colour: number;
  readonly isDashed: boolean;
  /** Ordered by x; a value holds until the next point. */
  readonly points: readonly ChartPoint[];
}

/** All that a line chart shows. Bounds are fixed by whoever draws; x in ms. */
export interface ChartView {
  readonly series: readonly ChartSeries[];
  readonly xMin: number;
  readonly xMax: number;
  readonly yMax: number;
  readonly yStep: number;
}

/** The value that holds at x, or undefined before the first point. */
export function valueAt(points: readonly ChartPoint[], x: number): number | undefined {
  let low = 0;
  let high = points.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((points[middle]?.x ?? Infinity) <= x) low = middle + 1;
    else high = middle;
  }
  return points[low - 1]?.y;
}
