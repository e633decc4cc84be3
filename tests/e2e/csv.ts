import { readFileSync } from 'node:fs';
import { parse } from 'csv-parse/sync';

/** A report read by a parser that is not ours; fails on anything but CRLF and a byte order mark. */
export function readCsv(file: string): readonly Readonly<Record<string, string>>[] {
  const text = readFileSync(file, 'utf8');
  if (!text.startsWith('\uFEFF')) throw new Error(`${file} has no byte order mark`);
  if (/[^\r]\n/.test(text)) throw new Error(`${file} has a line that does not end with CRLF`);
  return parse(text, { bom: true, columns: true, record_delimiter: '\r\n' });
}
