import type { CSSProperties } from 'react';
import { formatCount, formatPercent } from '../../model/format.ts';
import type { OptionRow } from '../../model/option-rows.ts';
import { barScale } from '../../model/option-rows.ts';
import { hallDensity } from './hall-layout.ts';

/** Label and figures above, bar below: legible at any length of label. */
export function HallOptions({ rows, isShown }: { readonly rows: readonly OptionRow[]; readonly isShown: boolean }) {
  const scale = barScale(rows);
  const digits = Math.max(1, ...rows.map((row) => formatCount(row.votes).length));
  const list: CSSProperties & Record<'--digits', number> = { '--digits': digits };
  return (
    <ol className={`hall-options hall-options-${hallDensity(rows.length)}${isShown ? '' : ' hall-options-unknown'}`} style={list}>
      {rows.map((row) => {
        const style: CSSProperties & Record<'--option', string> = { '--option': `var(--option-${row.colour})` };
        const isLeading = isShown && row.isLeading;
        return (
          <li key={row.number} className={isLeading ? 'hall-option hall-option-leading' : 'hall-option'} style={style}>
            <span className="hall-name">
              <span className="hall-chip" />
              <span className="hall-label" dir="auto">
                {row.label}
              </span>
            </span>
            {isShown && (
              <span className="hall-figures">
                <span className="hall-percent">{formatPercent(row.percent)}</span>
                <span className="hall-count">{formatCount(row.votes)}</span>
              </span>
            )}
            <span className="hall-track">
              <span className="hall-fill" style={{ transform: `scaleX(${isShown ? Math.min(1, row.percent / scale) : 0})` }} />
            </span>
          </li>
        );
      })}
    </ol>
  );
}
