const second = 1000;
const minute = 60 * second;
const hour = 60 * minute;
const day = 24 * hour;

const spans = [
  ...[30, 60].map((count) => count * second),
  ...[2, 5, 10, 15, 20, 30, 45, 60, 90].map((count) => count * minute),
  ...[2, 3, 4, 6, 8, 12, 18, 24].map((count) => count * hour),
];

/** The next larger of a few lengths, so that a growing chart rarely changes its scale. In ms. */
export function niceSpan(lengthMs: number): number {
  return spans.find((span) => lengthMs <= span) ?? Math.ceil(lengthMs / day) * day;
}

/** The top of a scale that holds a count, and the step of its ticks: round numbers that grow in steps. */
export function niceScale(highest: number): { readonly top: number; readonly step: number } {
  const power = 10 ** Math.max(0, Math.floor(Math.log10(Math.max(1, highest))));
  const scale = scales.find(({ top }) => highest <= top * power) ?? { top: 10, step: 2 };
  return { top: scale.top * power, step: Math.max(1, scale.step * power) };
}

const scales = [
  { top: 1, step: 0.2 },
  { top: 2, step: 0.5 },
  { top: 3, step: 1 },
  { top: 4, step: 1 },
  { top: 5, step: 1 },
  { top: 6, step: 2 },
  { top: 8, step: 2 },
  { top: 10, step: 2 },
];

/** The same for per cent: half the whole, or all of it. */
export function shareScale(highest: number): { readonly top: number; readonly step: number } {
  return highest <= 50 ? { top: 50, step: 10 } : { top: 100, step: 25 };
}

const tickSteps = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 10_800, 21_600, 43_200, 86_400].map(
  (count) => count * second,
);

/** Round moments between two times, at most `most` of them, and the ms between two. */
export function timeTicks(fromMs: number, toMs: number, most: number): { readonly stepMs: number; readonly ticks: readonly number[] } {
  const least = (toMs - fromMs) / Math.max(1, most);
  const stepMs = tickSteps.find((step) => step >= least) ?? Math.ceil(least / day) * day;
  const ticks: number[] = [];
  for (let tick = Math.ceil(fromMs / stepMs) * stepMs; tick <= toMs; tick += stepMs) ticks.push(tick);
  return { stepMs, ticks };
}
