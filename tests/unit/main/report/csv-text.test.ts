import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { csvText, safeText } from '../../../../main/report/csv-text.ts';

const dangerous = fc.tuple(
  fc.constantFrom('', ' ', '\u00a0', '\u200b', '\ufeff'),
  fc.constantFrom('=', '+', '-', '@', '\t', '\r', '\n', '\uff1d', '\uff0b', '\uff0d', '\uff20'),
  fc.string({ unit: 'binary' }),
);
const text = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.string({ unit: fc.constantFrom('"', ',', '\r', '\n', "'", '=', ';', '\t', 'a', 'ß', '😀') }),
  dangerous.map((parts) => parts.join('')),
);
const cell = fc.oneof(
  text,
  fc.integer(),
  fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => (Object.is(value, -0) ? 0 : value)),
  fc.constant(null),
);

const read = (csv: string): string[][] =>
  parse(csv, { relax_column_count: true, skip_empty_lines: false, record_delimiter: ['\r\n', '\n', '\r'] });

describe('CSV text', () => {
  it('gives every cell back whole to an independent parser, for any cells at all', () => {
    fc.assert(
      fc.property(
        fc
          .integer({ min: 2, max: 5 })
          .chain((width) => fc.array(fc.array(cell, { minLength: width, maxLength: width }), { minLength: 1, maxLength: 8 })),
        (rows) => {
          const expected = rows.map((row) =>
            row.map((value) => (typeof value === 'string' ? safeText(value) : value === null ? '' : String(value))),
          );
          expect(read(csvText(rows))).toEqual(expected);
        },
      ),
    );
  });

  it('leaves no text that a spreadsheet takes for a formula, whatever blanks stand before it', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          text,
          dangerous.map((parts) => parts.join('')),
        ),
        (value) => {
          expect(safeText(value)).not.toMatch(/^[\s\u200b\ufeff]*[=+\-@\uff1d\uff0b\uff0d\uff20]/u);
          expect(safeText(value)).not.toMatch(/^[\t\r\n]/);
          expect([value, `'${value}`]).toContain(safeText(value));
        },
      ),
    );
  });

  it.each(['=1+1', '+1', '-1', '@SUM(A1)', '\t=1', '\r=1', ' =1', '＝1', '－1', "=cmd|' /C calc'!A0"])(
    'puts an apostrophe before %j',
    (value) => {
      expect(safeText(value)).toBe(`'${value}`);
    },
  );

  it.each(['Tea', 'a=b', '1. =SUM', '', "'=1", '(-1)'])('leaves %j as it is', (value) => {
    expect(safeText(value)).toBe(value);
  });

  it('leaves numbers numbers, negative ones too', () => {
    expect(csvText([[-1, 0, 1.5, -0.25]])).toBe('-1,0,1.5,-0.25\r\n');
  });

  it('ends every row with CR LF', () => {
    expect(
      csvText([
        ['a', 'b'],
        ['c\nd', 'e'],
      ]),
    ).toBe('a,b\r\n"c\nd",e\r\n');
  });
});
