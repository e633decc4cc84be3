/** Ms since 1970 with fractions, comparable between processes of one computer (and with a page's own). */
export function now(): number {
  return performance.timeOrigin + performance.now();
}
