import type { ChildProcess } from 'node:child_process';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { AuthorPollView } from '../../core/contract/http.ts';

/** A data folder of somebody who knows the tour already; `newcomer` for one who does not. */
export function makeFolder(whose: 'moderator' | 'newcomer' = 'moderator'): { readonly folder: string; remove(): void } {
  const folder = mkdtempSync(join(tmpdir(), 'kpoll-e2e-'));
  if (whose === 'moderator') skipTour(folder);
  return {
    folder,
    remove: () => {
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Leaves the settings of somebody who has been here before. */
export function skipTour(folder: string): void {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'settings.json'), '{ "v": 1, "tour": "done" }');
}

/** npm is a shell script there. */
const onWindows = process.platform === 'win32';

/** Ends a program started below, and everything it started, as Ctrl+C in a terminal does. */
async function end(child: ChildProcess): Promise<void> {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
  const gone = once(child, 'exit');
  // Windows has neither process groups nor this signal.
  if (onWindows) spawn('taskkill', ['/pid', String(child.pid), '/t', '/f'], { stdio: 'ignore' });
  else process.kill(-child.pid, 'SIGINT');
  await gone;
}

export interface Product {
  readonly dashboard: string;
  readonly joinAddress: string;
  readonly folder: string;
  stop(): Promise<void>;
}

/** Starts the product as a user does: `npm start -- --browser --no-open …`, and reads what it prints. */
export async function startProduct(folder: string, args: readonly string[] = []): Promise<Product> {
  const command = ['start', '--silent', '--', '--browser', '--no-open', '--data', folder, '--port', '0', '--host', '127.0.0.1', ...args];
  const child = spawn('npm', command, { stdio: ['ignore', 'pipe', 'inherit'], detached: !onWindows, shell: onWindows });
  const told = new Map<string, string>();
  await new Promise<void>((resolve, reject) => {
    child.once('exit', (code) => {
      reject(new Error(`npm start ended with ${String(code)}`));
    });
    createInterface({ input: child.stdout }).on('line', (line) => {
      const [, name, value] = /^(Dashboard|Join address|Data folder): (.+)$/.exec(line) ?? [];
      if (name !== undefined && value !== undefined) told.set(name, value);
      if (told.size === 3) resolve();
    });
  });
  return {
    dashboard: told.get('Dashboard') ?? '',
    joinAddress: told.get('Join address') ?? '',
    folder: told.get('Data folder') ?? '',
    stop: () => end(child),
  };
}

/** Runs `npm run …` as a user does; rejects with what it printed if it fails. */
export async function runCommand(name: string, args: readonly string[]): Promise<string> {
  const child = spawn('npm', ['run', '--silent', name, '--', ...args], { stdio: ['ignore', 'pipe', 'pipe'], shell: onWindows });
  const printed: string[] = [];
  child.stdout.on('data', (chunk: Buffer) => printed.push(chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => printed.push(chunk.toString()));
  const [code] = (await once(child, 'close')) as [number | null];
  if (code !== 0) throw new Error(`npm run ${name} ended with ${String(code)}: ${printed.join('')}`);
  return printed.join('');
}

export async function pollsOf(folder: string): Promise<readonly AuthorPollView[]> {
  const { url } = JSON.parse(readFileSync(join(folder, 'server.json'), 'utf8')) as { url: string };
  const token = readFileSync(join(folder, 'author-token'), 'utf8').trim();
  const response = await fetch(`${url}/polls`, { headers: { authorization: `Bearer ${token}` } });
  return (await response.json()) as AuthorPollView[];
}

export interface SimulatorAccount {
  readonly accepted: number;
  readonly voters: number;
  readonly duplicates: number;
  readonly unknown: number;
  readonly options: readonly { readonly number: number; readonly votes: number }[];
}

export async function simulate(url: string, pollId: string, args: readonly string[], folder: string): Promise<SimulatorAccount> {
  const json = join(folder, 'simulation.json');
  await runCommand('simulate', ['--url', url, '--poll', pollId, '--json', json, ...args]);
  return JSON.parse(readFileSync(json, 'utf8')) as SimulatorAccount;
}
