import type { Browser } from '@playwright/test';
import type { BenchContext, Benchmark, Row } from './benchmark.ts';
import type { Dashboard } from './dashboard.ts';
import { launchChromium, openDashboard } from './dashboard.ts';
import type { LoadProcess } from './load/load-process.ts';
import { startLoad } from './load/load-process.ts';
import type { PageActivity } from './page-watch.ts';
import { readHeapMb, watchPage } from './page-watch.ts';
import { median, quantileOf } from './statistics.ts';
import { until } from './until.ts';

const polls = 50;
const perSecond = 2_000;
const connections = 64;
/** Caches and charts fill up meanwhile. */
const warmUpSeconds = 3;
/** After each of which the heap is looked at: minutes, in full. */
const longParts = 10;
const frameMs = 1000 / 60;

/** A stretch of steady votes. */
interface Stretch extends PageActivity {
  readonly seconds: number;
  readonly recorded: number;
  /** At the end; in the long stretch also after each minute. */
  readonly heapsMb: readonly number[];
}

export const desktopBenchmark: Benchmark = {
  name: 'desktop',
  title: 'Desktop: 50 polls under 2,000 votes a second',
  about: `The product as \`npm start\` runs it in the browser shell, its page in Chromium without a screen; 50 open polls are in the list and one is shown, while 2,000 new voters vote every second, spread
over all polls. A frame counts as dropped for each sixtieth of a second that passes without one. _Heap_ is what the page's objects take after a collection, at the end of each stretch; after the short
stretches a single long one looks for growth, its heap looked at after each tenth (a minute in a full run; all values are in benchmarks.json). At the end the page must show exactly the votes that had a 204.`,
  async run(context) {
    const browser = await launchChromium();
    const load = startLoad();
    try {
      const startTimes = await measureStart(context, browser);
      const dashboard = await openDashboard(browser);
      try {
        return { rows: [startRow(startTimes), ...(await measureVoting(context, dashboard, load))] };
      } finally {
        await dashboard.stop();
      }
    } finally {
      await load.stop();
      await browser.close();
    }
  },
};

async function measureStart({ runs, note }: BenchContext, browser: Browser): Promise<number[]> {
  note('starting the desktop');
  const times: number[] = [];
  for (let run = 0; run < runs; run += 1) {
    const dashboard = await openDashboard(browser);
    times.push(dashboard.startMs);
    await dashboard.stop();
  }
  return times;
}

function startRow(values: readonly number[]): Row {
  return { what: 'from `npm start` to a page that can be used (built before, browser running)', unit: 'ms', values };
}

async function measureVoting({ quick, runs, note }: BenchContext, dashboard: Dashboard, load: LoadProcess): Promise<Row[]> {
  const { page, ingestUrl: url } = dashboard;
  const pollIds: string[] = [];
  for (let index = 1; index <= polls; index += 1) pollIds.push(await dashboard.makeOpenPoll({ question: `Poll number ${index}` }));
  await page.getByText(`Poll number ${polls}`, { exact: true }).first().click();
  await page.getByTestId('figure-voters').waitFor();
  const watch = await watchPage(page);
  let shown = 0;
  const vote = async (seconds: number): Promise<Stretch> => {
    await watch.take();
    const votes = perSecond * seconds;
    const { recordedAt } = await load.run({ kind: 'votes', url, pollIds, perSecond, votes, connections, patienceMs: 10_000 });
    const activity = await watch.take();
    recordedAt.forEach((at, index) => (shown += index % polls === polls - 1 && !Number.isNaN(at) ? 1 : 0));
    return { ...activity, seconds, recorded: recordedAt.filter((at) => !Number.isNaN(at)).length, heapsMb: [await readHeapMb(page)] };
  };
  const before = await vote(warmUpSeconds);
  const [shortSeconds, longSeconds] = quick ? [3, 9] : [10, 600];
  const stretches: Stretch[] = [];
  for (let run = 0; run < Math.min(runs, 3); run += 1) stretches.push(await vote(shortSeconds));
  note(`${longSeconds} s of votes for the heap`);
  const parts: Stretch[] = [];
  for (let part = 0; part < longParts; part += 1) parts.push(await vote(longSeconds / longParts));
  const long = joined(parts);
  await until(
    async () => Number((await page.getByTestId('figure-voters').innerText()).replace(/\D/g, '')),
    (voters) => voters === shown,
  );
  return rowsOf(before, stretches, long);
}

function rowsOf(before: Stretch, stretches: readonly Stretch[], long: Stretch): Row[] {
  const row = (what: string, unit: string, pick: (stretch: Stretch) => number): Row => ({ what, unit, values: stretches.map(pick) });
  const once = (what: string, unit: string, value: number): Row => ({
    what: `${what} (once, ${Math.round(long.seconds)} s)`,
    unit,
    values: [value],
  });
  return [
    row('votes with a 204', 'votes/s', ({ recorded, seconds }) => recorded / seconds),
    row('between two frames, median', 'ms', ({ frameGapsMs }) => median(frameGapsMs)),
    row('between two frames, 99th percentile', 'ms', ({ frameGapsMs }) => quantileOf(frameGapsMs, 0.99)),
    row('frames dropped', '%', droppedShare),
    row('tasks over 50 ms', 'a minute', ({ longTasksMs, seconds }) => (longTasksMs.length * 60) / seconds),
    row('longest task over 50 ms (0: none)', 'ms', ({ longTasksMs }) => Math.max(0, ...longTasksMs)),
    row('heap of the page', 'MB', ({ heapsMb }) => heapsMb.at(-1) ?? NaN),
    once('heap of the page, at the beginning', 'MB', before.heapsMb.at(-1) ?? NaN),
    once('heap of the page, at the end', 'MB', long.heapsMb.at(-1) ?? NaN),
    {
      what: `heap of the page, after each ${Math.round(long.seconds) / longParts} s of ${Math.round(long.seconds)}`,
      unit: 'MB',
      values: long.heapsMb,
    },
    once('frames dropped', '%', droppedShare(long)),
    once('tasks over 50 ms', 'a minute', (long.longTasksMs.length * 60) / long.seconds),
  ];
}

function joined(parts: readonly Stretch[]): Stretch {
  const sum = (of: (part: Stretch) => number) => parts.reduce((total, part) => total + of(part), 0);
  return {
    ...{ seconds: sum(({ seconds }) => seconds), recorded: sum(({ recorded }) => recorded) },
    ...{ frameGapsMs: parts.flatMap(({ frameGapsMs }) => frameGapsMs), longTasksMs: parts.flatMap(({ longTasksMs }) => longTasksMs) },
    heapsMb: parts.flatMap(({ heapsMb }) => heapsMb),
  };
}

function droppedShare({ frameGapsMs }: Stretch): number {
  const due = frameGapsMs.reduce((sum, gap) => sum + gap, 0) / frameMs;
  const dropped = frameGapsMs.reduce((sum, gap) => sum + Math.max(0, Math.round(gap / frameMs) - 1), 0);
  return due === 0 ? 0 : (dropped / due) * 100;
}
