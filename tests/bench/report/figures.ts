import type { Row } from '../benchmark.ts';
import { median } from '../statistics.ts';

/** A row in words, for the terminal and for the page. */
export interface Figures {
  readonly what: string;
  readonly median: string;
  readonly range: string;
  readonly reference: string;
  readonly ratio: string;
  readonly target: string;
  /** Empty where there is no target. */
  readonly reached: 'yes' | '**no**' | '';
}

export const columns = ['what', 'median', 'range', 'reference', 'ratio', 'target', 'reached'] as const;

export function figuresOf(row: Row): Figures {
  const { what, unit, values, reference } = row;
  const goals = goalsOf(row);
  return {
    what,
    median: `${formatMedian(values)} ${unit}`,
    range: formatRange(values),
    reference: reference === undefined ? '' : `${formatNumber(median(reference.values))} ${unit} (${reference.what})`,
    ratio: reference === undefined ? '' : percent(ratioOf(values, reference.values)),
    target: goals.map(({ text }) => text).join(', '),
    reached: goals.length === 0 ? '' : goals.every(({ reached }) => reached) ? 'yes' : '**no**',
  };
}

function goalsOf({ unit, values, target, reference }: Row): readonly { readonly text: string; readonly reached: boolean }[] {
  const goals = [];
  const value = median(values);
  if (target !== undefined && 'atLeast' in target) {
    goals.push({ text: `≥ ${formatNumber(target.atLeast)} ${unit}`, reached: value >= target.atLeast });
  } else if (target !== undefined) {
    goals.push({ text: `≤ ${formatNumber(target.atMost)} ${unit}`, reached: value <= target.atMost });
  }
  if (reference?.atLeast !== undefined) {
    goals.push({ text: `≥ ${percent(reference.atLeast)}`, reached: ratioOf(values, reference.values) >= reference.atLeast });
  }
  return goals;
}

/** The median of the runs' own ratios, so that a slow minute of the machine falls on both sides. */
export function ratioOf(values: readonly number[], references: readonly number[]): number {
  return median(values.map((value, run) => value / (references[run] ?? NaN)));
}

function percent(share: number): string {
  return `${(share * 100).toFixed(0)} %`;
}

export function formatMedian(values: readonly number[]): string {
  return formatNumber(median(values));
}

export function formatRange(values: readonly number[]): string {
  return `${formatNumber(Math.min(...values))} – ${formatNumber(Math.max(...values))}`;
}

/** Three digits that count, thousands apart. */
export function formatNumber(value: number): string {
  if (!Number.isFinite(value)) return '–';
  const size = Math.abs(value);
  const digits = size >= 100 || Number.isInteger(value) ? 0 : size >= 10 ? 1 : 2;
  return value.toLocaleString('en-US', { minimumFractionDigits: digits, maximumFractionDigits: digits });
}
