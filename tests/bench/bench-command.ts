import { mkdirSync, writeFileSync } from 'node:fs';
import { cpus, totalmem } from 'node:os';
import { parseArgs } from 'node:util';
import { benchBallots } from './ballots-bench.ts';
import { startBenchCluster } from './bench-cluster.ts';
import { benchIngest } from './ingest-bench.ts';
import { startIngest } from './programs.ts';
import { benchRenderer, benchStart } from './renderer-bench.ts';
import { benchScreen } from './screen-bench.ts';
import { median } from './statistics.ts';

const { values } = parseArgs({ options: { quick: { type: 'boolean', default: false }, only: { type: 'string' } } });
const { quick, only } = values;

const benches: Readonly<Record<string, () => Promise<{ readonly line: string; readonly data: unknown }>>> = {
  async ingest() {
    const ingest = await startIngest();
    const data = await benchIngest({ ...ingestLoad, ingest });
    await ingest.stop();
    return { data, line: ingestLine(data) };
  },
  async 'ingest-kafka'() {
    const bench = await startBenchCluster({ roles: ['http'] });
    const alone = await benchIngest({ ...ingestLoad, warmUpSeconds: 10, ingest: bench.http });
    await bench.stop();
    const all = await startBenchCluster({ roles: ['http', 'tally', 'history'] });
    const withAll = await benchIngest({ ...ingestLoad, warmUpSeconds: 10, ingest: all.http });
    await all.stop();
    return { data: { alone, withAll }, line: `${ingestLine(alone)}; with tally, history and Cassandra beside: ${ingestLine(withAll)}` };
  },
  async screen() {
    const data = await benchScreen(screenLoad);
    return { data, line: screenLine(data) };
  },
  async 'screen-kafka'() {
    const bench = await startBenchCluster({ roles: ['http', 'tally', 'history'] });
    const data = await benchScreen({ ...screenLoad, elsewhere: bench.elsewhere });
    await bench.stop();
    return { data, line: screenLine(data) };
  },
  async cassandra() {
    const data = await benchBallots({ perSecond: 5_000, seconds: quick ? 10 : 60 });
    const { votes, refused, mostBehind, behindAtEnd, caughtUpMs } = data;
    return {
      data,
      line: `${votes} ballots at 5,000 a second (${refused} refused): at most ${mostBehind} behind, ${behindAtEnd} when the last vote had its 204, all written ${Math.round(caughtUpMs)} ms later`,
    };
  },
  async start() {
    const data = await benchStart(quick ? 3 : 5);
    return { data, line: `npm start to usable page: median ${Math.round(median(data))} ms` };
  },
  async renderer() {
    const data = await benchRenderer({ polls: 50, perSecond: 2_000, seconds: quick ? 20 : 300 });
    const heap = `heap ${data.heapsMb.map((mb) => mb.toFixed(1)).join(' → ')} MB`;
    return { data, line: `50 polls, 2,000 votes a second, ${data.seconds} s: ${data.longTasksMs.length} tasks over 50 ms, ${heap}` };
  },
};

const ingestLoad = { rounds: quick ? 3 : 5, seconds: quick ? 3 : 8, connections: 64 };
const screenLoad = { perSecond: 1_000, seconds: quick ? 5 : 30 };

function ingestLine({ perSecond, ratio, reference, p99Ms }: Awaited<ReturnType<typeof benchIngest>>): string {
  return `${Math.round(perSecond)} durable votes a second, ${percent(ratio)} of bare node:http (${Math.round(reference)}); p99 ${p99Ms} ms`;
}

function screenLine({ p50Ms, p99Ms, mostMs }: Awaited<ReturnType<typeof benchScreen>>): string {
  return `204 to number on screen at 1,000 votes a second: p50 ${p50Ms} ms, p99 ${p99Ms} ms, most ${mostMs} ms`;
}

function percent(ratio: number): string {
  return `${(ratio * 100).toFixed(0)} %`;
}

const results: Record<string, unknown> = {};
for (const [name, run] of Object.entries(benches)) {
  if (only !== undefined && only !== name) continue;
  const { line, data } = await run();
  results[name] = data;
  process.stdout.write(`${name}: ${line}\n`);
}
const [cpu] = cpus();
const machine = { cpu: cpu?.model, cores: cpus().length, memoryGb: Math.round(totalmem() / 1e9), node: process.version };
mkdirSync('out/bench', { recursive: true });
writeFileSync('out/bench/results.json', `${JSON.stringify({ date: new Date().toISOString(), quick, machine, results }, null, 2)}\n`);
