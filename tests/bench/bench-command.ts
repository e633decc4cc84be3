import { mkdirSync, writeFileSync } from 'node:fs';
import { cpus, totalmem } from 'node:os';
import { parseArgs } from 'node:util';
import { benchIngest } from './ingest-bench.ts';
import { benchRenderer, benchStart } from './renderer-bench.ts';
import { benchScreen } from './screen-bench.ts';
import { median } from './statistics.ts';

const { values } = parseArgs({ options: { quick: { type: 'boolean', default: false }, only: { type: 'string' } } });
const { quick, only } = values;

const benches: Readonly<Record<string, () => Promise<{ readonly line: string; readonly data: unknown }>>> = {
  async ingest() {
    const data = await benchIngest({ rounds: quick ? 3 : 5, seconds: quick ? 3 : 8, connections: 64 });
    const { perSecond, reference, ratio, p99Ms } = data;
    return {
      data,
      line: `${Math.round(perSecond)} durable votes a second, ${percent(ratio)} of bare node:http (${Math.round(reference)}); p99 ${p99Ms} ms`,
    };
  },
  async screen() {
    const data = await benchScreen({ perSecond: 1_000, seconds: quick ? 5 : 30 });
    return {
      data,
      line: `204 to number on screen at 1,000 votes a second: p50 ${data.p50Ms} ms, p99 ${data.p99Ms} ms, most ${data.mostMs} ms`,
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
