/** The value below which the share `quantile` (0 to 1) of the values lies. NaN for no values. */
export function quantileOf(values: readonly number[], quantile: number): number {
  const sorted = Float64Array.from(values).sort();
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * quantile))] ?? NaN;
}

/** Of an even number of values the mean of the two in the middle. NaN for no values. */
export function median(values: readonly number[]): number {
  const sorted = Float64Array.from(values).sort();
  const middle = sorted.length >> 1;
  if (sorted.length % 2 === 1) return sorted[middle] ?? NaN;
  return ((sorted[middle - 1] ?? NaN) + (sorted[middle] ?? NaN)) / 2;
}

/** Counts of whole numbers from 0 on (ms, for instance), for more values than are to be kept. */
export interface Histogram {
  add(value: number): void;
  /** As `quantileOf`, to a whole number. */
  quantile(quantile: number): number;
}

export function createHistogram(): Histogram {
  const counts: number[] = [];
  let total = 0;
  return {
    add(value) {
      const slot = Math.floor(value);
      counts[slot] = (counts[slot] ?? 0) + 1;
      total += 1;
    },
    quantile(quantile) {
      let below = 0;
      for (let value = 0; value < counts.length; value += 1) {
        below += counts[value] ?? 0;
        if (below > Math.min(total - 1, Math.floor(total * quantile))) return value;
      }
      return NaN;
    },
  };
}
