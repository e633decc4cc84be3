import { join, resolve } from 'node:path';
import { mkdtempSync, mkdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { parseArgs } from 'node:util';
import type { EngineName, StormPlan } from './plan.ts';
import { linesOf, planStorm } from './plan.ts';
import { closingLine, recordStorm, summaryOf } from './report.ts';
import { runStorm } from './storm.ts';

const usage = `Breaks the real programs at random while simulated voters vote, then checks every vote.

  npm run storm [-- --minutes M] [--seed S] [--engine embedded|cluster] [--record]

  --minutes M  how long it rages (default 3)
  --seed S     the same seed gives the same plan (default: a random one)
  --engine E   embedded or cluster; both, one after the other, by default
  --record     adds the report to docs/storm.md`;

const options = {
  minutes: { type: 'string', default: '3' },
  seed: { type: 'string' },
  engine: { type: 'string' },
  record: { type: 'boolean', default: false },
  help: { type: 'boolean', default: false },
} as const;

const engines: readonly EngineName[] = ['embedded', 'cluster'];
const shownFaults = 50;
const say = (line: string) => void process.stdout.write(`${line}\n`);

async function main(): Promise<void> {
  const { values } = parseArgs({ options, strict: true });
  if (values.help) {
    say(usage);
    return;
  }
  const minutes = positive('--minutes', values.minutes);
  const seed = values.seed === undefined ? Math.floor(Math.random() * 1_000_000) : positive('--seed', values.seed);
  const wanted = engines.filter((engine) => values.engine === undefined || values.engine === engine);
  if (wanted.length === 0) throw new Error(`--engine must be ${engines.join(' or ')}, not "${values.engine ?? ''}".`);
  const stop = new AbortController();
  for (const name of ['SIGINT', 'SIGTERM'] as const) process.on(name, () => stop.abort());
  for (const engine of wanted) await storm({ engine, minutes, seed }, values.record, stop.signal);
}

function positive(flag: string, text: string): number {
  const value = Number(text);
  if (text.trim() !== '' && Number.isFinite(value) && value > 0) return value;
  throw new Error(`${flag} must be a number above 0, not "${text}".`);
}

async function storm(asked: Pick<StormPlan, 'engine' | 'minutes' | 'seed'>, record: boolean, stop: AbortSignal): Promise<void> {
  const { engine, minutes, seed } = asked;
  const plan = planStorm(asked);
  const folder = mkdtempSync(join(tmpdir(), `kpoll-storm-${engine}-`));
  say(`\n== storm on ${engine}, ${minutes} minutes, seed ${seed}; files in ${folder}`);
  for (const line of linesOf(plan)) say(line);
  const outcome = await runStorm(plan, folder, say, stop).catch((error: unknown) => {
    say(`The storm broke off. Journal, logs and data are kept in ${folder}`);
    throw error;
  });
  const report = summaryOf(outcome, new Date());
  const reports = resolve('out/storm');
  mkdirSync(reports, { recursive: true });
  await recordStorm(record ? resolve('docs/storm.md') : join(reports, `${engine}.md`), report, record);
  for (const fault of outcome.faults.slice(0, shownFaults)) say(`FAULT ${fault}`);
  if (outcome.faults.length > shownFaults) say(`and ${outcome.faults.length - shownFaults} more`);
  if (outcome.faults.length === 0) rmSync(folder, { recursive: true, force: true });
  else {
    say(`Journal, logs and data are kept in ${folder}`);
    process.exitCode = 1;
  }
  say(closingLine(outcome));
}

// What a broken part may have left running must not keep this program.
main()
  .catch((error: unknown) => {
    process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
    process.exitCode = 1;
  })
  .finally(() => process.exit());
