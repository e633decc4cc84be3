import type { ElectronApplication, Page } from '@playwright/test';
import { _electron, expect } from '@playwright/test';
import type { ChildProcess } from 'node:child_process';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import type { AuthorPollView } from '../../core/contract/http.ts';
import { test as base } from './fixtures.ts';
import { pollsOf } from './product.ts';

export const electronOfTests = process.env['KPOLL_TEST_ELECTRON'] ?? 'no Electron: run "npm test -- e2e-electron"';
const program = ['--no-sandbox', 'out/test-electron/electron/main.cjs'];

/** The installed app with a server of its own, as on a moderator's computer. */
export interface LoneDesktop {
  readonly app: ElectronApplication;
  readonly page: Page;
  readonly child: ChildProcess;
  /** All that it has written so far. */
  said(): string;
}

interface OpenOptions {
  /** Whether this desktop shows icons of programs. */
  readonly tray: boolean;
  /** `never`: one that starts and does not get ready. */
  readonly server?: 'own' | 'never';
  readonly args?: readonly string[];
  /** A program as it would be installed, in place of Electron with our sources. */
  readonly installed?: { readonly executable: string; readonly env: Readonly<Record<string, string>> };
}

export const test = base.extend<{ readonly openAlone: (options: OpenOptions) => Promise<LoneDesktop> }>({
  openAlone: async ({ folder }, use) => {
    const opened: LoneDesktop[] = [];
    await use(async ({ tray, server = 'own', args = [], installed }) => {
      const app = await _electron.launch({
        executablePath: installed?.executable ?? electronOfTests,
        args: [...(installed === undefined ? program : ['--no-sandbox']), ...argsOf(folder), ...args],
        env: { ...envOf(folder, tray, server), ...installed?.env },
      });
      const child = app.process();
      const words: string[] = [];
      for (const stream of [child.stdout, child.stderr]) stream?.on('data', (chunk: Buffer) => words.push(chunk.toString()));
      const page = await app.firstWindow();
      const desktop = { app, page, child, said: () => words.join('') };
      opened.push(desktop);
      await page.getByRole('button', { name: 'New poll' }).first().waitFor();
      if (server === 'own') await expect(page.getByTestId('feed-state')).toHaveText(/Live/, { timeout: 45_000 });
      return desktop;
    });
    for (const { child } of opened) await endByForce(child);
  },
});

const argsOf = (folder: string) => ['--data', folder, '--port', '0', '--host', '127.0.0.1'];

/** The question before quitting is not asked of a signal. */
async function endByForce(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = once(child, 'exit');
  child.kill('SIGTERM');
  await gone;
}

/** A second start on the same data folder; resolves to its exit code. */
export async function startAgain(folder: string, args: readonly string[] = []): Promise<number | null> {
  const child = spawn(electronOfTests, [...program, ...argsOf(folder), ...args], { env: envOf(folder, true), stdio: 'ignore' });
  const [code] = (await once(child, 'exit')) as [number | null];
  return code;
}

/** The program without a window: what it printed, and its exit code. */
export async function runWithoutWindow(
  folder: string,
  args: readonly string[],
): Promise<{ readonly code: number | null; readonly said: string }> {
  const child = spawn(electronOfTests, [...program, '--data', folder, ...args], { env: envOf(folder, true, 'never') });
  const words: string[] = [];
  child.stdout.on('data', (chunk: Buffer) => words.push(chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => words.push(chunk.toString()));
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, said: words.join('') };
}

/** Who asks the session's bus for the owner of the tray gets the answer of our choice. */
function envOf(folder: string, tray: boolean, server: OpenOptions['server'] = 'own'): Record<string, string> {
  const bin = join(folder, 'bin');
  mkdirSync(bin, { recursive: true });
  writeProgram(join(bin, 'gdbus'), `echo "(${String(tray)},)"`);
  // Ends with the program that started it.
  const idle = writeProgram(join(bin, 'idle'), 'exec cat');
  const own = Object.entries(process.env).flatMap(([name, value]) => (value === undefined ? [] : [[name, value] as const]));
  return {
    ...Object.fromEntries(own),
    PATH: `${bin}${delimiter}${process.env['PATH'] ?? ''}`,
    KPOLL_TEST_NODE: server === 'own' ? process.execPath : idle,
  };
}

function writeProgram(file: string, script: string): string {
  writeFileSync(file, `#!/bin/sh\n${script}\n`);
  chmodSync(file, 0o755);
  return file;
}

async function ask(folder: string, method: string, path: string, body: unknown): Promise<AuthorPollView> {
  const { url } = JSON.parse(readFileSync(join(folder, 'server.json'), 'utf8')) as { url: string };
  const token = readFileSync(join(folder, 'author-token'), 'utf8').trim();
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
  const response = await fetch(`${url}${path}`, { method, headers, body: JSON.stringify(body) });
  if (!response.ok) throw new Error(await response.text());
  return (await response.json()) as AuthorPollView;
}

/** A poll that is open, made as a script would make it. */
export async function openPollIn(folder: string, question: string): Promise<AuthorPollView> {
  const poll = await ask(folder, 'POST', '/polls', { question, options: ['Tea', 'Coffee'] });
  return ask(folder, 'PATCH', `/polls/${poll.id}`, { state: 'open' });
}

export async function voteIn(folder: string, pollId: string, option: number): Promise<number> {
  const { url } = JSON.parse(readFileSync(join(folder, 'server.json'), 'utf8')) as { url: string };
  const headers = { 'content-type': 'application/json' };
  const response = await fetch(`${url}/polls/${pollId}/vote`, { method: 'POST', headers, body: JSON.stringify({ option }) });
  return response.status;
}

export const stateOf = async (folder: string, pollId: string) => (await pollsOf(folder)).find(({ id }) => id === pollId)?.state;

/** What the dialogs of the system are answered with, and what they said. */
export async function answerDialogs(app: ElectronApplication, response: number): Promise<void> {
  await app.evaluate(({ dialog }, answer) => {
    const asked = (globalThis as { asked?: unknown[] }).asked ?? [];
    (globalThis as { asked?: unknown[] }).asked = asked;
    dialog.showMessageBox = (...given: unknown[]) => {
      asked.push(given.at === undefined ? given[given.length - 1] : given.at(-1));
      return Promise.resolve({ response: answer, checkboxChecked: false });
    };
  }, response);
}

export const askedOf = (app: ElectronApplication) =>
  app.evaluate(() => ((globalThis as { asked?: unknown[] }).asked ?? []) as { readonly message: string; readonly detail: string }[]);

export const isVisible = (app: ElectronApplication) =>
  app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().map((window) => window.isVisible()));

export const closeWindow = (app: ElectronApplication) =>
  app.evaluate(({ BrowserWindow }) => {
    BrowserWindow.getAllWindows()[0]?.close();
  });
