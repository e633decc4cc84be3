import { stringify } from 'csv-stringify/sync';
import type { Cell, Row } from '../../core/domain/report.ts';

/** Spreadsheets run a cell as a formula when it begins so, some after skipping what cannot be seen; full-width forms count as well. */
const formulaStart = /^[\s\p{Cc}\p{Cf}]*[=+\-@\t\r\n\uff1d\uff0b\uff0d\uff20]/u;
const controlStart = /^[\t\r\n]/;

/** The text with an apostrophe in front where a spreadsheet might take it for a formula. */
export function safeText(text: string): string {
  return formulaStart.test(text) || controlStart.test(text) ? `'${text}` : text;
}

/** Rows as RFC 4180 text, each ended by CRLF; every text is made safe, numbers stay numbers. */
export function csvText(rows: readonly Row[]): string {
  return stringify(
    rows.map((row) => row.map(safeCell)),
    // By itself the library quotes only whole CR LF; readers take either alone for the end of a row.
    { record_delimiter: 'windows', quoted_match: /[\r\n]/ },
  );
}

function safeCell(cell: Cell): Cell {
  return typeof cell === 'string' ? safeText(cell) : cell;
}
