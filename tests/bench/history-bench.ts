import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { cassandraSettingsSchema } from '../../core/domain/cluster-settings.ts';
import type { HistoryReader, HistoryStore } from '../../core/ports/history-store.ts';
import { openCassandraHistory, openCassandraHistoryReader } from '../../engines/cassandra/cassandra-history-store.ts';
import { openEmbeddedHistory, openEmbeddedHistoryReader } from '../../engines/embedded/embedded-history-store.ts';
import type { BenchContext, Benchmark, Row } from './benchmark.ts';
import type { LogPlace } from './bench-log.ts';
import { fillLog } from './fill-log.ts';
import type { HistoryOutcome, HistoryTask } from './history-program.ts';
import { keepUpRows } from './history-keeping-up.ts';
import { planVotes } from './planned-votes.ts';
import { createPartialsOf, pollOf } from './prepared-run.ts';
import type { PreparedRun } from './prepared-run.ts';
import { timelineOf } from './prepared-timeline.ts';
import { runProgram } from './run-program.ts';
import { measureTimeline } from './timeline-rounds.ts';

const secondsPerBatch = 600;
/** A short run has fewer points, but as a full one more seconds than the desktop reads second by second. */
const shortHours = 14;
const shortPartitions = 2;

/** A history to be filled, and how to open it. */
interface Place {
  readonly name: string;
  readonly partitions: number;
  readonly log: LogPlace;
  readonly cassandra: HistoryTask['cassandra'];
  open(): Promise<HistoryStore>;
  openReader(): Promise<HistoryReader>;
}

export const historyBenchmark: Benchmark = {
  name: 'history',
  title: 'History: timelines and ballots',
  about:
    'A run with a point for every second and votes partition (4 in SQLite, 12 in Cassandra; 2 and 14 hours in a short run) is asked for as the desktop does: poll, last result and timeline by the second, which comes by the minute where ' +
    'that would be more than 50,000 steps. _Opened_ includes the connection. Then the history role writes the ballots of a log that is full already, at the pace it has in the product when no further votes come in. Last, votes come at 5,000 a second while servers for HTTP, tally and history run beside broker and node.',
  async run(context) {
    const folder = mkdtempSync(join(tmpdir(), 'kpoll-bench-'));
    try {
      const rows: Row[] = [];
      const notes: string[] = [];
      for (const place of [computer(folder), await cluster(context)]) {
        const timeline = await timelineRows(context, place);
        rows.push(...timeline.rows);
        notes.push(timeline.note);
        rows.push(...(await ballotRows(context, place)));
      }
      rows.push(...(await keepUpRows(context)));
      return { rows, notes };
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  },
};

function computer(folder: string): Place {
  return {
    ...{ name: 'SQLite', partitions: 4, cassandra: undefined, log: { kind: 'embedded', folder, votesPartitions: 4 } },
    open: () => openEmbeddedHistory({ folder }),
    openReader: () => openEmbeddedHistoryReader({ folder }),
  };
}

async function cluster(context: BenchContext): Promise<Place> {
  const { brokers, contactPoints, cassandraPort: port, dataCenter: localDataCenter } = await context.cluster();
  const id = randomBytes(3).toString('hex');
  const settings = cassandraSettingsSchema.parse({ contactPoints, port, localDataCenter, keyspace: `bench_history_${id}` });
  const options = { settings, password: undefined, onWarning: () => undefined };
  const prefix = `bench-history-${id}.`;
  return {
    ...{ name: 'Cassandra', partitions: 12, cassandra: settings },
    log: { kind: 'kafka', brokers, prefix, votesPrefix: prefix, votesPartitions: 12 },
    open: () => openCassandraHistory({ ...options, replication: 1 }),
    openReader: () => openCassandraHistoryReader(options),
  };
}

async function timelineRows({ quick, runs, note }: BenchContext, { name, partitions: all, open, openReader }: Place) {
  const partitions = quick ? shortPartitions : all;
  const hours = quick ? shortHours : 24;
  const openedAt = Date.UTC(2026, 0, 1);
  const run: PreparedRun = { pollId: 'benchday', ballots: 0, partitions, buckets: 1, openedAt, closedAt: openedAt + hours * 3_600_000 };
  note(`the timeline of ${hours} hours is put into ${name}`);
  const history = await open();
  await history.write({ polls: [pollOf(run)], partials: createPartialsOf(run).finish() });
  for (const timeline of timelineOf(run, secondsPerBatch)) await history.write({ timeline });
  await history.stop();
  const measured = await measureTimeline(run, openReader, runs);
  const row = (what: string, pick: (round: (typeof measured.rounds)[number]) => number): Row => ({
    ...{ what: `${name}, timeline of ${hours} hours: ${what}`, unit: 'ms', values: measured.rounds.map(pick) },
  });
  const rows = [
    row('opened, rows of the first chart, by the minute', ({ opened }) => opened),
    row('rows of the first chart once more, by the minute', ({ whole }) => whole),
    row('last hour', ({ lastHour }) => lastHour),
  ];
  return { rows, note: `${name}: ${measured.note}.` };
}

/** One run of each engine after the other writes the same log: the ballots of every pass belong to polls of their own. */
async function ballotRows({ quick, runs, note }: BenchContext, place: Place): Promise<Row[]> {
  const voters = quick ? 20_000 : 150_000;
  const passes = Math.min(runs, 3);
  const outcomes: HistoryOutcome[] = [];
  for (let pass = 0; pass < passes; pass += 1) {
    note(`${voters} ballots into ${place.name}, pass ${pass + 1}`);
    const plan = planVotes({ polls: 10, voters, votesPerVoter: 1, partitions: place.partitions, seed: pass, name: `pass${pass}poll` });
    await fillLog(place.log, plan);
    const task: HistoryTask = { log: place.log, cassandra: place.cassandra };
    outcomes.push(await runProgram<HistoryOutcome>(['out/commands/bench-history.js', JSON.stringify(task)]));
    const history = await place.openReader();
    for (const { pollId, voters: expected } of plan.expected) {
      const ballots = await history.countBallots({ pollId, run: 1 });
      if (ballots !== expected) throw new Error(`history holds ${ballots} ballots of ${pollId} instead of ${expected}`);
    }
    await history.stop();
  }
  const what = `${place.name}: ballots of a full log`;
  return [
    { what, unit: 'ballots/s', values: outcomes.map(({ ms }) => voters / (ms / 1000)) },
    { what: `${what}, processor time of the writer`, unit: 'µs a ballot', values: outcomes.map(({ cpuMs }) => (cpuMs * 1000) / voters) },
  ];
}
