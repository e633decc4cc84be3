import { parseArgs } from 'node:util';
import type { ReportName } from '../../core/domain/report-name.ts';
import { reportNames } from '../../core/domain/report-name.ts';
import type { TimelineStep } from '../../core/domain/timeline.ts';
import { timelineSteps } from '../../core/domain/timeline.ts';

export interface ExportArguments {
  readonly dataFolder: string;
  /** A poll's id or its join code. */
  readonly poll: string;
  readonly report: ReportName;
  readonly file: string;
  /** Undefined for the latest. */
  readonly run: number | undefined;
  readonly step: TimelineStep;
  readonly bom: boolean;
}

export const exportUsage = `Writes a poll's result as a CSV file. The server need not be running.

  npm run export -- --data DIR --poll ID --report summary|timeline|ballots --out FILE [more]

  --data DIR     the data folder
  --poll ID      the poll's id or its join code
  --report NAME  summary: one row an option; timeline: totals over time; ballots: one row a ballot, without identities
  --out FILE     where to write; a file of that name is replaced
  --run N        which run of the poll (default: the latest)
  --step STEP    second, minute or hour, for the timeline (default: second)
  --no-bom       without the byte order mark that Excel needs`;

const flags = {
  data: { type: 'string' },
  poll: { type: 'string' },
  report: { type: 'string' },
  out: { type: 'string' },
  run: { type: 'string' },
  step: { type: 'string', default: 'second' },
  'no-bom': { type: 'boolean', default: false },
  help: { type: 'boolean', default: false },
} as const;

/** 'help' where help was asked for. Throws an error with a clear sentence for the first thing that is wrong. */
export function parseExportArguments(args: readonly string[]): ExportArguments | 'help' {
  const { values } = parseArgs({ args: [...args], options: flags, strict: true });
  if (values.help) return 'help';
  const { data, poll, out } = values;
  if (!data) throw new Error('--data must name the data folder.');
  if (!poll) throw new Error('--poll must name a poll by its id or join code.');
  if (!out) throw new Error('--out must name the file to write.');
  const report = reportNames.find((name) => name === values.report);
  if (report === undefined) throw new Error(`--report must be one of ${reportNames.join(', ')}.`);
  const step = stepNames().find((name) => name === values.step);
  if (step === undefined) throw new Error(`--step must be one of ${stepNames().join(', ')}.`);
  return { dataFolder: data, poll, report, file: out, run: runOf(values.run), step, bom: !values['no-bom'] };
}

function stepNames(): TimelineStep[] {
  return Object.keys(timelineSteps) as TimelineStep[];
}

function runOf(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const run = Number(text);
  if (Number.isSafeInteger(run) && run >= 1) return run;
  throw new Error(`--run must be the number of a run, from 1, not "${text}".`);
}
