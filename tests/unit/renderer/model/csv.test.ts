import { parse } from 'csv-parse/sync';
import { describe, expect, it } from 'vitest';
import { toCsv } from '../../../../renderer/model/csv.ts';

describe('toCsv', () => {
  it('is read back alike by another parser', () => {
    const rows = [
      ['option', 'votes'],
      ['Tea, "green"\nor black', 3],
    ];
    expect(parse(toCsv(rows), { bom: true })).toEqual([
      ['option', 'votes'],
      ['Tea, "green"\nor black', '3'],
    ]);
  });

  it('makes no text a formula, headers included, and leaves negative numbers alone', () => {
    expect(toCsv([['=cmd()', '@x', -5]])).toBe("\uFEFF'=cmd(),'@x,-5\r\n");
  });
});
