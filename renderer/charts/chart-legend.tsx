import { memo } from 'react';
import type { ChartSeries } from './chart-view.ts';

export const ChartLegend = memo(
  function ChartLegend({ series }: { readonly series: readonly ChartSeries[] }) {
    return (
      <ul className="chart-legend">
        {series.map(({ label, colour, isDashed }) => (
          <li key={label}>
            <span
              className={isDashed ? 'chart-legend-line chart-legend-dashed' : 'chart-legend-line'}
              style={{ borderColor: `var(--option-${colour})` }}
            />
            <span className="chart-legend-text" dir="auto">
              {label}
            </span>
          </li>
        ))}
      </ul>
    );
  },
  (before, after) =>
    before.series.length === after.series.length && before.series.every(({ label }, index) => label === after.series[index]?.label),
);
