import type { CSSProperties } from 'react';
import { memo } from 'react';
import type { OptionRow } from '../model/option-rows.ts';
import { barScale } from '../model/option-rows.ts';
import { formatCount, formatPercent } from '../model/format.ts';
import './result-bars.css';

interface ResultBarsProps {
  readonly rows: readonly OptionRow[];
  /** Large, for a hall. */
  readonly isLarge?: boolean;
  /** False keeps the result to the moderator: labels only. */
  readonly isShown?: boolean;
  /** The per cent that a full bar stands for, where several charts share a scale. */
  readonly scale?: number;
}

/** One bar an option. The table beside says the same to screen readers, so this is a picture to them. */
export function ResultBars({ rows, isLarge = false, isShown = true, scale = barScale(rows) }: ResultBarsProps) {
  const digits = Math.max(1, ...rows.map((row) => formatCount(row.votes).length));
  const style: CSSProperties & Record<'--digits', number> = { '--digits': digits };
  return (
    <ol
      className={`bars${isLarge ? ' bars-large' : ''}${isShown ? '' : ' bars-hidden'}`}
      style={style}
      aria-hidden={isLarge ? undefined : true}
    >
      {rows.map((row) => (
        <ResultBar key={row.number} row={row} scale={scale} isShown={isShown} />
      ))}
      {isShown && <BarAxis scale={scale} />}
    </ol>
  );
}

/** What the bars' lengths mean: the scale grows in steps, so it is always named. */
function BarAxis({ scale }: { readonly scale: number }) {
  return (
    <li className="bar-row bar-axis">
      <span className="bar-axis-marks">
        {[0, scale / 2, scale].map((mark) => (
          <span key={mark}>{formatPercent(mark).replace('.0', '')}</span>
        ))}
      </span>
    </li>
  );
}

const ResultBar = memo(
  function ResultBar({ row, scale, isShown }: { readonly row: OptionRow; readonly scale: number; readonly isShown: boolean }) {
    const length = isShown ? Math.min(1, row.percent / scale) : 0;
    const style: CSSProperties & Record<'--option', string> = { '--option': `var(--option-${row.colour})` };
    return (
      <li className={row.isLeading && isShown ? 'bar-row bar-row-leading' : 'bar-row'} style={style}>
        <span className="bar-label">
          <span className="bar-chip" />
          <span className="bar-text" dir="auto">
            {row.label}
          </span>
        </span>
        <span className="bar-track">
          <span className="bar-fill" style={{ transform: `scaleX(${length})` }} />
        </span>
        <span className="bar-count">{isShown ? formatCount(row.votes) : ''}</span>
        <span className="bar-percent">{isShown ? formatPercent(row.percent) : ''}</span>
      </li>
    );
  },
  (before, after) =>
    before.scale === after.scale &&
    before.isShown === after.isShown &&
    before.row.votes === after.row.votes &&
    before.row.percent === after.row.percent &&
    before.row.isLeading === after.row.isLeading &&
    before.row.label === after.row.label &&
    before.row.colour === after.row.colour,
);
