/** A moment as a part of a file's name: 2026-11-21T12-30-05, in UTC. */
export function stampOf(ms: number): string {
  return new Date(ms).toISOString().slice(0, 19).replaceAll(':', '-');
}
