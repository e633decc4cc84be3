import type { ReactNode } from 'react';
import './figure.css';

interface FigureProps {
  readonly label: string;
  readonly value: string;
  readonly unit?: string | undefined;
  readonly note?: ReactNode;
  readonly testId: string;
  readonly tone?: 'plain' | 'wait' | 'bad';
}

/** A single number, large. */
export function Figure({ label, value, unit, note, testId, tone = 'plain' }: FigureProps) {
  return (
    <div className={`figure figure-${tone}`}>
      <dt className="figure-label">{label}</dt>
      <dd className={value.length > 9 ? 'figure-value figure-value-long' : 'figure-value'}>
        <span data-testid={testId}>{value}</span>
        {unit !== undefined && <span className="figure-unit">{unit}</span>}
      </dd>
      {note !== undefined && <dd className="figure-note">{note}</dd>}
    </div>
  );
}
