import { parseArgs } from 'node:util';
import type { SimulationOptions } from './simulation.ts';

export interface SimulateArguments extends Pick<
  SimulationOptions,
  'urls' | 'pollId' | 'voters' | 'rate' | 'repeats' | 'changes' | 'seed' | 'concurrency'
> {
  readonly jsonFile: string | undefined;
}

export const simulateUsage = `Lets simulated participants vote over HTTP, each with cookies of its own.

  npm run simulate -- --url U --poll ID --voters N --rate R [more]

  --url U          the ingest server, such as http://127.0.0.1:7300; given several times, participants spread over them
  --poll ID        the poll's id; it must be open
  --voters N       how many participants vote
  --rate R         votes that come due per second (default 100)
  --repeats X      votes sent once more by the same voter, as a new vote with the same choice: a number of votes (1000)
                   or a share of the voters (12.5%); the server counts them as duplicates
  --changes X      voters who later send another choice: a number (500) or a share of the voters (5%)
  --seed S         the same seed makes the same voters choose the same (default 1)
  --concurrency C  connections held open at most (default 64)
  --json FILE      writes the summary there as JSON`;

const flags = {
  url: { type: 'string', multiple: true },
  poll: { type: 'string' },
  voters: { type: 'string' },
  rate: { type: 'string', default: '100' },
  repeats: { type: 'string', default: '0' },
  changes: { type: 'string', default: '0' },
  seed: { type: 'string', default: '1' },
  concurrency: { type: 'string', default: '64' },
  json: { type: 'string' },
  help: { type: 'boolean', default: false },
} as const;

/** 'help' where help was asked for. Throws an error with one clear sentence for each thing that is wrong. */
export function parseSimulateArguments(args: readonly string[]): SimulateArguments | 'help' {
  const { values } = parseArgs({ args: [...args], options: flags, strict: true });
  if (values.help) return 'help';
  const { url: urls = [], poll = '' } = values;
  if (urls.length === 0 || !urls.every((url) => /^https?:\/\/[^/]/.test(url)))
    throw new Error('--url must be the address of an ingest server, such as http://127.0.0.1:7300.');
  if (poll === '') throw new Error('--poll must be the id of a poll.');
  const voters = number('--voters', values.voters ?? '', { least: 1, whole: true });
  return {
    urls: urls.map((url) => url.replace(/\/+$/, '')),
    pollId: poll,
    voters,
    rate: number('--rate', values.rate, { least: 0.01 }),
    repeats: share('--repeats', values.repeats, voters),
    changes: share('--changes', values.changes, voters),
    seed: number('--seed', values.seed, { least: 0, whole: true }),
    concurrency: number('--concurrency', values.concurrency, { least: 1, whole: true }),
    jsonFile: values.json,
  };
}

function number(flag: string, text: string, { least, whole = false }: { readonly least: number; readonly whole?: boolean }): number {
  const value = Number(text);
  if (text.trim() !== '' && Number.isFinite(value) && value >= least && (!whole || Number.isSafeInteger(value))) return value;
  throw new Error(`${flag} must be a ${whole ? 'whole ' : ''}number of at least ${least}, not "${text}".`);
}

/** A count as it is, a percentage of the voters rounded. */
function share(flag: string, text: string, voters: number): number {
  if (!text.endsWith('%')) return number(flag, text, { least: 0, whole: true });
  return Math.round((number(flag, text.slice(0, -1), { least: 0 }) / 100) * voters);
}
