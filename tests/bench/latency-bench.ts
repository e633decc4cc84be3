import type { Browser } from '@playwright/test';
import type { BenchContext, Benchmark, Row, Table } from './benchmark.ts';
import { launchChromium } from './dashboard.ts';
import type { Desktop } from './desktop.ts';
import { openDesktop } from './desktop.ts';
import type { Journey } from './latency/journeys.ts';
import { journeysOf } from './latency/journeys.ts';
import type { LogWatch } from './latency/log-watch.ts';
import { watchLog } from './latency/log-watch.ts';
import type { Screen } from './latency/screen.ts';
import { openScreen } from './latency/screen.ts';
import type { LoadProcess } from './load/load-process.ts';
import { startLoad } from './load/load-process.ts';
import type { Engine, Product } from './product.ts';
import { startProduct } from './product.ts';
import { scoped } from './scope.ts';
import { quantileOf } from './statistics.ts';
import { until } from './until.ts';

const rates = [100, 1_000, 2_000, 5_000];
const quickRates = [1_000, 2_000, 5_000];
const connections = 64;
/** A broker spends its first half minute under load on compiling itself, on the processors that everything else needs. */
const warmUpSeconds: Readonly<Record<Engine, number>> = { embedded: 5, kafka: 30 };
const question = 'Vote to screen';

type Leg = readonly [name: string, of: (journey: Journey) => number];

const toResult: Leg = ['vote → result record', ({ inResultAt, dueAt }) => inResultAt - dueAt];
const toScreen: Leg = ['vote → screen', ({ onScreenAt, dueAt }) => onScreenAt - dueAt];
const legs: readonly Leg[] = [
  ['vote → 204', ({ recordedAt, dueAt }) => recordedAt - dueAt],
  ['vote → log', ({ inLogAt, dueAt }) => inLogAt - dueAt],
  ['log → result record', ({ inResultAt, inLogAt }) => Math.max(0, inResultAt - inLogAt)],
  ['result record → desktop', ({ onDesktopAt, inResultAt }) => Math.max(0, onDesktopAt - inResultAt)],
  ['desktop → screen', ({ onScreenAt, onDesktopAt }) => Math.max(0, onScreenAt - onDesktopAt)],
  toResult,
  toScreen,
];
const quantiles = [
  ['p50', 0.5],
  ['p99', 0.99],
  ['p99.9', 0.999],
] as const;

/** By engine and rate, run by run. */
interface Measured {
  readonly engine: Engine;
  readonly perSecond: number;
  readonly runs: readonly (readonly Journey[])[];
}

export const latencyBenchmark: Benchmark = {
  name: 'latency',
  title: 'Latency: from the vote to the screen',
  about: `New voters vote evenly over 64 connections (open model: times count from when a vote was due), while everything runs: server with tally and history, desktop in the browser shell, its page in
Chromium. A vote is _in the log_ when a subscriber in another process has it, in a _result record_ when that subscriber has a partial that counts it, on the _desktop_ when the host hands the page a
snapshot with it, on the _screen_ when the number in the page changes. A leg that the subscriber saw end before it began counts as 0 ms.`,
  run: (context) =>
    scoped(async (onEnd) => {
      const browser = await launchChromium();
      onEnd(() => browser.close());
      const measured: Measured[] = [];
      for (const engine of ['embedded', 'kafka'] as const) measured.push(...(await benchEngine(context, browser, engine)));
      return { rows: measured.flatMap(rowsOf), tables: measured.map(tableOf) };
    }),
};

const nameOf = ({ engine, perSecond }: Measured) =>
  `${engine === 'kafka' ? 'Kafka' : 'embedded'}, ${perSecond.toLocaleString('en-US')} votes/s`;

/** What has a target. */
function rowsOf(measured: Measured): readonly Row[] {
  const row = ([leg, of]: Leg, name: string, quantile: number, atMost: number): Row => ({
    what: `${nameOf(measured)}: ${leg}, ${name}`,
    unit: 'ms',
    values: measured.runs.map((journeys) => quantileOf(journeys.map(of), quantile)),
    target: { atMost },
  });
  if (measured.perSecond === 1_000) return [row(toScreen, 'p50', 0.5, 100), row(toScreen, 'p99', 0.99, 250)];
  if (measured.perSecond === 2_000) return [row(toResult, 'p50', 0.5, 40), row(toResult, 'p99', 0.99, 80)];
  return [];
}

function tableOf(measured: Measured): Table {
  const rows = legs.map(([what, of]) => ({
    what,
    cells: quantiles.map(([, quantile]) => measured.runs.map((journeys) => quantileOf(journeys.map(of), quantile))),
  }));
  return { title: nameOf(measured), unit: 'ms', columns: quantiles.map(([name]) => name), rows };
}

interface World {
  readonly product: Product;
  readonly pollId: string;
  readonly log: LogWatch;
  readonly desktop: Desktop;
  readonly screen: Screen;
  readonly load: LoadProcess;
}

function benchEngine(context: BenchContext, browser: Browser, engine: Engine): Promise<readonly Measured[]> {
  return scoped(async (onEnd) => {
    const product = await startProduct({ engine, context });
    onEnd(product.stop);
    const pollId = await product.makeOpenPoll({ question });
    const reader = await product.openLog();
    onEnd(() => reader.stop());
    const log = watchLog(reader, pollId, context.note);
    onEnd(log.stop);
    const desktop = await openDesktop(product);
    onEnd(desktop.stop);
    const screen = await openScreen(browser, desktop, question);
    onEnd(screen.stop);
    const load = startLoad();
    onEnd(load.stop);
    return measureRates(context, { product, pollId, log, desktop, screen, load });
  });
}

async function measureRates({ quick, runs: times }: BenchContext, world: World): Promise<readonly Measured[]> {
  const { engine } = world.product;
  let before = (await voteAndWatch(world, 1_000, quick ? 2 : warmUpSeconds[engine], 0)).length;
  const measured: Measured[] = [];
  for (const perSecond of quick ? quickRates : rates) {
    const runs: (readonly Journey[])[] = [];
    for (let run = 0; run < times; run += 1) {
      const journeys = await voteAndWatch(world, perSecond, quick ? 1 : 5, before);
      before += journeys.length;
      runs.push(journeys);
    }
    measured.push({ engine, perSecond, runs });
  }
  return measured;
}

/** Every vote is followed until the screen shows it. */
async function voteAndWatch(world: World, perSecond: number, seconds: number, before: number): Promise<readonly Journey[]> {
  const { product, pollId, log, desktop, screen, load } = world;
  const onDesktop = await desktop.watch(pollId);
  log.take();
  const votes = Math.round(perSecond * seconds);
  const report = await load.run({
    ...{ kind: 'votes', url: product.url, pollIds: [pollId], perSecond, votes, connections },
    patienceMs: 60_000,
  });
  const refused = report.recordedAt.filter(Number.isNaN).length;
  if (refused > 0) throw new Error(`${refused} of ${votes} votes were not recorded: ${JSON.stringify(report.answers)}`);
  await onDesktop.reached(before + votes);
  const shown = await screen.reached(before + votes);
  await until(
    async () => log.progress(),
    (progress) => progress.votes >= votes && progress.counted >= votes,
  );
  return journeysOf({ report, before, ...log.take(), desktop: onDesktop.seen, screen: shown });
}
