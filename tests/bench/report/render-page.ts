import type { Benchmark, Table } from '../benchmark.ts';
import { columns, figuresOf, formatMedian, formatRange } from './figures.ts';
import type { Entry, Results } from './results-file.ts';

const introduction = `# Benchmarks

Run them on your own computer:

\`\`\`
npm run bench                        all of them, in full
npm run bench -- --quick             all of them, short: a look within a few minutes
npm run bench -- --only NAME[,NAME]  some of them
\`\`\`

The command starts what it needs (servers, a Kafka broker, a Cassandra node, a browser), each benchmark on data of its own, and writes this page and [benchmarks.json](benchmarks.json) with every single
value. Server, broker, node, load and browser share the processors of one machine: on machines of their own they would not stand in each other's way. A machine that does something else at the same time spoils
the numbers.

Each figure is the median of at least three runs, with the range from the least to the most. A reference runs in the same minutes, in turns with what it is compared to; the ratio is the median of the
runs' own ratios. Long stretches and large files are measured once; their rows have a single value, or say what their values are.`;

/** The whole page, in Markdown: what is in the results, in the order of the benchmarks. */
export function renderPage(results: Results, benchmarks: readonly Benchmark[]): string {
  const sections = benchmarks.map((benchmark) => renderBenchmark(benchmark, results.benchmarks[benchmark.name] ?? {}));
  return `${[introduction, ...sections].join('\n\n')}\n`;
}

function renderBenchmark({ name, title, about }: Benchmark, { full, quick }: Results['benchmarks'][string]): string {
  const parts = [`## ${title}`, about];
  if (full !== undefined) parts.push(renderEntry(full));
  if (quick !== undefined) parts.push(`### ${title}: quick`, renderEntry(quick));
  if (full === undefined && quick === undefined) parts.push(`Not run yet: \`npm run bench -- --only ${name}\`.`);
  return parts.join('\n\n');
}

function renderEntry({ command, date, seconds, machine, versions, rows, tables, notes }: Entry): string {
  const { cpu, cores, memoryGb, system } = machine;
  const programs = Object.entries(versions).map(([program, version]) => `${program} ${version}`);
  const where = `${cpu}, ${cores} cores, ${memoryGb} GB, ${system}; ${programs.join(', ')}`;
  return [
    `\`${command}\`, ${date.slice(0, 16).replace('T', ' ')} UTC, ${Math.round(seconds)} s. ${where}.`,
    renderTable([columns, ...rows.map(figuresOf).map((figures) => columns.map((column) => figures[column]))]),
    ...tables.map(renderDetails),
    ...(notes.length === 0 ? [] : [notes.map((note) => `- ${note}`).join('\n')]),
  ].join('\n\n');
}

function renderDetails({ title, unit, columns: heads, rows }: Table): string {
  const lines = rows.map(({ what, cells }) => [what, ...cells.map((values) => `${formatMedian(values)} (${formatRange(values)})`)]);
  return renderTable([[title, ...heads.map((head) => `${head}, ${unit}`)], ...lines]);
}

function renderTable([head = [], ...lines]: readonly (readonly string[])[]): string {
  return [head, head.map(() => '---'), ...lines]
    .map((cells) => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`)
    .join('\n');
}
