import type { Browser } from '@playwright/test';
import { openCassandraHistoryReader } from '../../engines/cassandra/cassandra-history-store.ts';
import { openEmbeddedHistoryReader } from '../../engines/embedded/embedded-history-store.ts';
import type { HistoryReader } from '../../core/ports/history-store.ts';
import type { BenchContext, Benchmark, Row } from './benchmark.ts';
import { launchChromium } from './dashboard.ts';
import type { Desktop } from './desktop.ts';
import { openDesktop } from './desktop.ts';
import { openScreen } from './latency/screen.ts';
import type { VoteReport } from './load/load-messages.ts';
import { optionOf } from './load/load-messages.ts';
import type { LoadProcess } from './load/load-process.ts';
import { startLoad } from './load/load-process.ts';
import type { Engine, Product } from './product.ts';
import { startProduct } from './product.ts';
import { scoped } from './scope.ts';
import { quantileOf } from './statistics.ts';
import { until } from './until.ts';

const votes = 37_000;
const withinSeconds = 3;
const connections = 4_000;

interface Burst {
  /** From the first vote's due time, in seconds. */
  readonly onScreen: number;
  readonly onDesktop: number;
  readonly lastRecorded: number;
  /** From when each vote was due until its 204, in ms. */
  readonly p50Ms: number;
  readonly p99Ms: number;
  /** Answers that told a voter to send again, or none at all. */
  readonly again: number;
  readonly refused: number;
  /** Votes with a 204 that the final result or the ballots miss, or count for another option. */
  readonly lost: number;
}

export const burstBenchmark: Benchmark = {
  name: 'burst',
  title: 'Burst: 37,000 votes within 3 seconds',
  about: `37,000 new voters vote evenly within three seconds, over 4,000 connections that are open already: what broke the vote of a song contest for children in 2014. Voters come whether or not earlier ones
have an answer (open model); a vote that is told to try again, or gets no answer, is sent again with the same id when the server said so. _On screen_ is when the number in the
desktop's page, in Chromium, is that of all of them; the desktop (browser shell) hands the page a snapshot a little earlier. Then the poll is closed: _lost_ is how far the final result, option by option, and the number of ballots in history are from what had a 204.`,
  run: (context) =>
    scoped(async (onEnd) => {
      const browser = await launchChromium();
      onEnd(() => browser.close());
      const rows: Row[] = [];
      for (const engine of ['embedded', 'kafka'] as const) rows.push(...rowsOf(engine, await benchEngine(context, browser, engine)));
      return { rows };
    }),
};

function rowsOf(engine: Engine, bursts: readonly Burst[]): readonly Row[] {
  const where = engine === 'kafka' ? 'Kafka' : 'embedded';
  const each = (of: (burst: Burst) => number) => bursts.map(of);
  return [
    { what: `${where}: first vote until all are on screen`, unit: 's', values: each((burst) => burst.onScreen), target: { atMost: 10 } },
    { what: `${where}: first vote until the desktop hands the page all`, unit: 's', values: each((burst) => burst.onDesktop) },
    { what: `${where}: first vote until the last 204`, unit: 's', values: each((burst) => burst.lastRecorded) },
    { what: `${where}: a vote until its 204, median`, unit: 'ms', values: each((burst) => burst.p50Ms) },
    { what: `${where}: a vote until its 204, 99th percentile`, unit: 'ms', values: each((burst) => burst.p99Ms) },
    { what: `${where}: told to try again`, unit: 'times', values: each((burst) => burst.again) },
    { what: `${where}: refused for good`, unit: 'votes', values: each((burst) => burst.refused), target: { atMost: 0 } },
    { what: `${where}: lost`, unit: 'votes', values: each((burst) => burst.lost), target: { atMost: 0 } },
  ];
}

function benchEngine(context: BenchContext, browser: Browser, engine: Engine): Promise<readonly Burst[]> {
  return scoped(async (onEnd) => {
    const product = await startProduct({ engine, context });
    onEnd(product.stop);
    const desktop = await openDesktop(product);
    onEnd(desktop.stop);
    const load = startLoad();
    onEnd(load.stop);
    const bursts: Burst[] = [];
    // Before a real rush a server has answered page views, and a broker has run for days.
    await load.run({ kind: 'votes', ...target(product, await product.makeOpenPoll()), votes: 5_000, perSecond: 2_500, connections: 64 });
    for (let run = 1; run <= context.runs; run += 1) bursts.push(await benchOnce({ product, browser, desktop, load }, `Burst ${run}?`));
    return bursts;
  });
}

function target({ url }: Product, pollId: string) {
  return { url, pollIds: [pollId], patienceMs: 60_000 };
}

interface World {
  readonly product: Product;
  readonly browser: Browser;
  readonly desktop: Desktop;
  readonly load: LoadProcess;
}

async function benchOnce({ product, browser, desktop, load }: World, question: string): Promise<Burst> {
  const pollId = await product.makeOpenPoll({ question });
  const screen = await openScreen(browser, desktop, question);
  const sightings = await desktop.watch(pollId);
  const report = await load.run({ kind: 'votes', ...target(product, pollId), votes, perSecond: votes / withinSeconds, connections });
  const first = report.dueAt[0] ?? NaN;
  const recorded = report.recordedAt.filter((at) => !Number.isNaN(at));
  const onDesktop = await sightings.reached(recorded.length);
  const shown = await screen.reached(recorded.length);
  const onScreen = shown.find(({ voters }) => voters >= recorded.length)?.at ?? NaN;
  await screen.stop();
  await product.close(pollId);
  const waits = [...report.recordedAt].flatMap((at, vote) => (Number.isNaN(at) ? [] : [at - (report.dueAt[vote] ?? NaN)]));
  const again = (report.answers['503'] ?? 0) + (report.answers['429'] ?? 0) + (report.answers['no answer'] ?? 0);
  return {
    onScreen: (onScreen - first) / 1000,
    onDesktop: (onDesktop - first) / 1000,
    lastRecorded: (recorded.reduce((last, at) => Math.max(last, at), 0) - first) / 1000,
    p50Ms: quantileOf(waits, 0.5),
    p99Ms: quantileOf(waits, 0.99),
    again,
    refused: votes - recorded.length,
    lost: (await missingInResult(product, pollId, report)) + (await missingInHistory(product, pollId, recorded.length)),
  };
}

/** How far the final result is from the votes that had a 204, over all options. */
async function missingInResult(product: Product, pollId: string, { recordedAt }: VoteReport): Promise<number> {
  const sent = new Map<number, number>();
  recordedAt.forEach((at, vote) => {
    if (!Number.isNaN(at)) sent.set(optionOf(vote), (sent.get(optionOf(vote)) ?? 0) + 1);
  });
  const view = await until(
    () => product.author('GET', `/polls/${pollId}`),
    ({ result }) => result?.final === true,
  );
  return view.options.reduce((faults, { number, votes: counted = 0 }) => faults + Math.abs(counted - (sent.get(number) ?? 0)), 0);
}

function missingInHistory(product: Product, pollId: string, recorded: number): Promise<number> {
  return scoped(async (onEnd) => {
    const history = await openHistory(product);
    onEnd(() => history.stop());
    const giveUpAt = Date.now() + 30_000;
    const ballots = await until(
      () => history.countBallots({ pollId, run: 1 }),
      (count) => count === recorded || Date.now() > giveUpAt,
    );
    return Math.abs(recorded - ballots);
  });
}

function openHistory({ cassandra, folder }: Product): Promise<HistoryReader> {
  if (cassandra === undefined) return openEmbeddedHistoryReader({ folder });
  return openCassandraHistoryReader({ settings: cassandra, password: undefined, onWarning: () => undefined });
}
