import { memo } from 'react';
import type { OptionRow } from '../model/option-rows.ts';
import { formatCount, formatPercent } from '../model/format.ts';
import './result-table.css';

interface ResultTableProps {
  readonly rows: readonly OptionRow[];
  readonly voters: number;
  readonly caption: string;
  /** Of several tables on a page, one carries the test ids. */
  readonly isMain?: boolean;
}

export const ResultTable = memo(function ResultTable({ rows, voters, caption, isMain = false }: ResultTableProps) {
  return (
    <table className="table" aria-label={caption}>
      <thead>
        <tr>
          <th scope="col" className="table-number">
            No.
          </th>
          <th scope="col">Option</th>
          <th scope="col" className="table-right">
            Votes
          </th>
          <th scope="col" className="table-right">
            Of voters
          </th>
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <tr key={row.number}>
            <td className="table-number">{row.number}</td>
            <th scope="row" dir="auto">
              {row.label}
            </th>
            <td className="table-right" data-testid={isMain ? `option-votes-${row.number}` : undefined}>
              {formatCount(row.votes)}
            </td>
            <td className="table-right">{formatPercent(row.percent)}</td>
          </tr>
        ))}
      </tbody>
      <tfoot>
        <tr>
          <td />
          <th scope="row">Voters</th>
          <td className="table-right">{formatCount(voters)}</td>
          <td />
        </tr>
      </tfoot>
    </table>
  );
});
