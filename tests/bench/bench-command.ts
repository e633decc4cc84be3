import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { format, resolveConfig } from 'prettier';
import { messageOf } from '../../core/domain/failure.ts';
import type { BenchContext, Benchmark, Findings } from './benchmark.ts';
import { benchmarks } from './benchmarks.ts';
import { figuresOf, formatMedian } from './report/figures.ts';
import { renderPage } from './report/render-page.ts';
import type { Entry, Mode, Results } from './report/results-file.ts';
import { readResults, withEntry, writeResults } from './report/results-file.ts';
import { describeMachine, readVersions } from './report/surroundings.ts';
import { createSharedCluster } from './shared-cluster.ts';

const resultsFile = 'docs/benchmarks.json';
const pageFile = 'docs/benchmarks.md';
const names = benchmarks.map(({ name }) => name).join(', ');

const usage = `npm run bench -- [options]
  --quick            short rounds: all of them within a few minutes
  --only NAME[,NAME] only these: ${names}
  --help             show this`;

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

function misused(message: string): never {
  process.stderr.write(`${message}\n\n${usage}\n`);
  process.exit(2);
}

function readFlags() {
  try {
    const options = { quick: { type: 'boolean', default: false }, only: { type: 'string' }, help: { type: 'boolean' } } as const;
    return parseArgs({ options }).values;
  } catch (error) {
    return misused(messageOf(error));
  }
}

function choose(only: string | undefined): readonly Benchmark[] {
  if (only === undefined) return benchmarks;
  const wanted = only.split(',').map((name) => name.trim());
  const unknown = wanted.filter((name) => !benchmarks.some((benchmark) => benchmark.name === name));
  if (unknown.length > 0) misused(`There is no benchmark "${unknown.join('", "')}", only ${names}.`);
  return benchmarks.filter(({ name }) => wanted.includes(name));
}

async function save(results: Results): Promise<void> {
  writeResults(resultsFile, results);
  const style = (await resolveConfig(pageFile)) ?? {};
  writeFileSync(pageFile, await format(renderPage(results, benchmarks), { ...style, parser: 'markdown' }));
}

function print({ rows, tables = [], notes = [] }: Findings): void {
  for (const row of rows) {
    const { what, median, range, reference, ratio, target, reached } = figuresOf(row);
    const against = reference === '' ? '' : `; ${ratio} of ${reference}`;
    const goal = target === '' ? '' : `; target ${target}: ${reached.replaceAll('*', '')}`;
    say(`  ${what}: ${median} (${range})${against}${goal}`);
  }
  for (const { title, unit, columns: heads, rows: lines } of tables) {
    say(`  ${title}, ${heads.join(' / ')} in ${unit}`);
    for (const { what, cells } of lines) say(`    ${what}: ${cells.map(formatMedian).join(' / ')}`);
  }
  for (const note of notes) say(`  ${note}`);
}

async function runOne(benchmark: Benchmark, context: BenchContext): Promise<Pick<Entry, 'seconds' | 'rows' | 'tables' | 'notes'>> {
  say(`\n${benchmark.title} (${benchmark.name})`);
  const started = performance.now();
  const findings = await benchmark.run(context);
  const seconds = (performance.now() - started) / 1000;
  print(findings);
  say(`  took ${seconds.toFixed(0)} s`);
  return { seconds, tables: [], notes: [], ...findings };
}

async function main(): Promise<void> {
  const { quick, only, help } = readFlags();
  if (help === true) {
    say(usage);
    return;
  }
  const chosen = choose(only);
  const mode: Mode = quick ? 'quick' : 'full';
  const flags = [...(quick ? ['--quick'] : []), ...(only === undefined ? [] : [`--only ${only}`])];
  const command = ['npm run bench', ...(flags.length === 0 ? [] : ['--', ...flags])].join(' ');
  const surroundings = { command, machine: describeMachine(), versions: await readVersions() };
  const note = (line: string) => say(`  ${line}`);
  const cluster = createSharedCluster(note);
  const context: BenchContext = { quick, runs: 3, cluster: cluster.addresses, note };
  try {
    for (const benchmark of chosen) {
      try {
        const entry = { date: new Date().toISOString(), ...surroundings, ...(await runOne(benchmark, context)) };
        await save(withEntry(readResults(resultsFile), benchmark.name, mode, entry));
      } catch (error) {
        process.exitCode = 1;
        process.stderr.write(`  ${benchmark.name} failed, and its earlier numbers stay: ${stackOf(error)}\n`);
      }
    }
  } finally {
    await cluster.stop();
  }
  say(`\nWritten to ${pageFile} and ${resultsFile}.`);
  // What a benchmark that failed may still wait for, nobody needs.
  if (process.exitCode === 1) process.exit();
}

function stackOf(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

await main();
