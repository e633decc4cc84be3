import { memo } from 'react';
import './sparkline.css';

interface SparklineProps {
  /** Votes per second, oldest first. */
  readonly values: readonly number[];
  readonly width: number;
  readonly height: number;
}

/** A picture of the last minute; the numbers beside it say the same in words. */
export const Sparkline = memo(function Sparkline({ values, width, height }: SparklineProps) {
  const highest = Math.max(1, ...values);
  const step = width / Math.max(1, values.length - 1);
  const y = (value: number) => height - 1 - (value / highest) * (height - 2);
  const points = values.map((value, index) => `${(index * step).toFixed(1)},${y(value).toFixed(1)}`).join(' ');
  return (
    <svg className="sparkline" width={width} height={height} viewBox={`0 0 ${width} ${height}`} aria-hidden="true" focusable="false">
      {values.length > 1 && (
        <>
          <polygon className="sparkline-area" points={`0,${height} ${points} ${width},${height}`} />
          <polyline className="sparkline-line" points={points} />
        </>
      )}
    </svg>
  );
});
