import { randomBytes } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { CassandraSettings } from '../../core/domain/cluster-settings.ts';
import { cassandraSettingsSchema } from '../../core/domain/cluster-settings.ts';
import { openCassandraHistory } from '../../engines/cassandra/cassandra-history-store.ts';
import type { BenchContext, Benchmark, Row } from './benchmark.ts';
import type { CassandraExport } from './cassandra-export-program.ts';
import { mustHoldBallots } from './exported-file.ts';
import { prepareFolder, totalsOf } from './prepared-folder.ts';
import type { PreparedRun } from './prepared-run.ts';
import { ballotsOf, createPartialsOf, pollOf } from './prepared-run.ts';
import type { Usage } from './print-usage.ts';
import { runProgram } from './run-program.ts';

const pollId = 'benchexport';
const ballotsPerWrite = 20_000;
const day = { openedAt: Date.UTC(2026, 0, 1), closedAt: Date.UTC(2026, 0, 2) };

export const exportBenchmark: Benchmark = {
  name: 'export',
  title: 'Export: ballots to CSV',
  about:
    'A closed run of single choice with four options, its ballots in history in the order in which they came. The whole command is measured (`npm run export -- --report ballots`), ' +
    'from the start of its process to its end; out of Cassandra the same report by the same parts, in a process of its own. Every option is counted again in the first file written.',
  async run(context) {
    const { quick, runs } = context;
    const rows: Row[] = [];
    for (const [ballots, times] of quick ? [[200_000, runs] as const] : [[1_000_000, runs] as const, [5_000_000, 1] as const]) {
      context.note(`${ballots} ballots are put into a data folder`);
      rows.push(...rowsOf('SQLite', ballots, await exportFolder(ballots, times), true));
    }
    const ballots = quick ? 50_000 : 300_000;
    context.note(`${ballots} ballots are put into Cassandra`);
    rows.push(...rowsOf('Cassandra', ballots, await exportCassandra(context, ballots), false));
    return { rows };
  },
};

async function exportFolder(ballots: number, times: number): Promise<Usage[]> {
  return inFolder(async (folder) => {
    const run: PreparedRun = { pollId, ballots, partitions: 4, buckets: 1, ...day };
    const data = join(folder, 'data');
    mkdirSync(data);
    const counts = await prepareFolder(data, run);
    const file = join(folder, 'ballots.csv');
    const command = ['out/commands/export.js', '--data', data, '--poll', pollId, '--report', 'ballots', '--out', file];
    return measure(command, { file, counts, times });
  });
}

async function exportCassandra(context: BenchContext, ballots: number): Promise<Usage[]> {
  const { contactPoints, cassandraPort: port, dataCenter: localDataCenter } = await context.cluster();
  const keyspace = `bench_export_${randomBytes(3).toString('hex')}`;
  const settings = cassandraSettingsSchema.parse({ contactPoints, port, localDataCenter, keyspace });
  const counts = await fillCassandra(settings, { pollId, ballots, partitions: 12, buckets: 16, ...day });
  return inFolder((folder) => {
    const file = join(folder, 'ballots.csv');
    const task: CassandraExport = { settings, pollId, file };
    return measure(['out/commands/bench-cassandra-export.js', JSON.stringify(task)], { file, counts, times: context.runs });
  });
}

async function fillCassandra(settings: CassandraSettings, run: PreparedRun): Promise<readonly number[]> {
  const history = await openCassandraHistory({ settings, password: undefined, replication: 1, onWarning: () => undefined });
  const partials = createPartialsOf(run);
  for (const ballots of ballotsOf(run, ballotsPerWrite)) {
    partials.count(ballots);
    await history.write({ ballots });
  }
  await history.write({ polls: [pollOf(run)], partials: partials.finish() });
  await history.stop();
  return totalsOf(partials.finish());
}

interface Expected {
  readonly file: string;
  readonly counts: readonly number[];
  readonly times: number;
}

async function measure(command: readonly string[], { file, counts, times }: Expected): Promise<Usage[]> {
  const usages: Usage[] = [];
  for (let time = 0; time < times; time += 1) {
    usages.push(await runProgram<Usage>(['--import', './out/commands/bench-print-usage.js', ...command]));
    if (time === 0) await mustHoldBallots(file, counts);
  }
  return usages;
}

async function inFolder<T>(work: (folder: string) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'kpoll-bench-'));
  try {
    return await work(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The start of a process counts more the fewer ballots there are: targets are for the numbers of a full run in one file. */
function rowsOf(store: string, ballots: number, usages: readonly Usage[], hasTarget: boolean): Row[] {
  const what = `${store}, ${ballots.toLocaleString('en-US')} ballots`;
  const [rate, memory] = hasTarget ? [{ target: { atLeast: 150_000 } }, { target: { atMost: 200 } }] : [{}, {}];
  return [
    { what, unit: 'rows/s', values: usages.map(({ ms }) => ballots / (ms / 1000)), ...rate },
    { what: `${what}: most memory`, unit: 'MB', values: usages.map(({ peakBytes }) => peakBytes / 1e6), ...memory },
    { what: `${what}: processor time a row, all threads`, unit: 'µs', values: usages.map(({ cpuMs }) => (cpuMs * 1000) / ballots) },
  ];
}
