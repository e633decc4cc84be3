const dangerousStart = /^[=+\-@\t\r]/;

/** A text cell that no spreadsheet takes for a formula, quoted where RFC 4180 asks for it. */
function textCell(text: string): string {
  const safe = dangerousStart.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replace(/"/g, '""')}"` : safe;
}

/** RFC 4180 with CRLF and a byte order mark; numbers stay numbers. */
export function toCsv(rows: readonly (readonly (string | number)[])[]): string {
  const lines = rows.map((row) => row.map((cell) => (typeof cell === 'number' ? String(cell) : textCell(cell))).join(','));
  return `\uFEFF${lines.join('\r\n')}\r\n`;
}
