import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { csvText } from '../../main/report/csv-text.ts';
import { check, runs } from './fuzz-settings.ts';
import { hostileText } from './hostile-values.ts';

const starts = fc.constantFrom(
  '=',
  '+',
  '-',
  '@',
  '\t',
  '\r',
  '\n',
  '＝',
  '＋',
  '－',
  '＠',
  ' =',
  '\u200b=',
  '\ufeff=',
  '"=',
  "'=",
  '\0=',
  '',
);
const cell = fc.oneof(
  fc.tuple(starts, hostileText).map(([start, text]) => `${start}${text}`),
  fc.array(fc.constantFrom('"', "'", ',', ';', '\r', '\n', '\t', '=', '\0', '\ud800', 'x'), { maxLength: 12 }).map((all) => all.join('')),
  fc.integer(),
  fc.constant(null),
);

/** As it comes back from a file: half a character cannot be written in UTF-8. */
const written = (text: string) => Buffer.from(text).toString('utf8');
/** What spreadsheets take for a formula, after whatever they skip. */
const formula = /^[\s\u200b\ufeff\0]*[=+\-@＝＋－＠]|^[\t\r\n]/u;

describe('a CSV file of hostile texts', () => {
  it('reads back as it was, and begins no cell with a formula', () => {
    check(
      fc.property(fc.array(fc.array(cell, { minLength: 3, maxLength: 3 }), { minLength: 1, maxLength: 6 }), (rows) => {
        const file = Buffer.from(csvText(rows));
        const back: string[][] = parse(file, { relax_column_count: false });
        expect(back).toHaveLength(rows.length);
        rows.forEach((row, index) =>
          row.forEach((given, column) => {
            const read = back[index]?.[column] ?? '';
            if (typeof given !== 'string') {
              expect(read).toBe(given === null ? '' : String(given));
              return;
            }
            expect(read).not.toMatch(formula);
            expect([written(given), `'${written(given)}`]).toContain(read);
          }),
        );
      }),
      runs(1_500),
    );
  });
});
