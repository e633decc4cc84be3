import type { Browser, Page } from '@playwright/test';
import { chromium } from '@playwright/test';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

export interface Dashboard {
  readonly page: Page;
  readonly ingestUrl: string;
  /** From `npm start` (after the build) until the page can be used, in ms; the browser itself runs already. */
  readonly startMs: number;
  call(method: string, path: string, body?: object): Promise<{ readonly id: string }>;
  makeOpenPoll(question: string): Promise<string>;
  stop(): Promise<void>;
}

/** The system's Chromium; undefined where Playwright's own is to be used. */
export function findChromium(): string | undefined {
  return ['/usr/bin/chromium', '/usr/bin/chromium-browser'].find((path) => existsSync(path));
}

export async function launchChromium(): Promise<Browser> {
  const executablePath = findChromium();
  const args = ['--enable-precise-memory-info', '--js-flags=--expose-gc', ...(process.getuid?.() === 0 ? ['--no-sandbox'] : [])];
  return chromium.launch({ args, ...(executablePath === undefined ? {} : { executablePath }) });
}

/** Where a dashboard finds its server, if that is not one on its own data folder. */
export interface Elsewhere {
  readonly args: readonly string[];
  readonly url: string;
  readonly token: string;
}

/** Starts the product in the browser shell and opens its page. */
export async function openDashboard(browser: Browser, elsewhere?: Elsewhere): Promise<Dashboard> {
  const folder = mkdtempSync(join(tmpdir(), 'kpoll-bench-'));
  const started = performance.now();
  const args = [
    'build/start.mjs',
    '--browser',
    '--no-open',
    '--data',
    folder,
    '--port',
    '0',
    '--host',
    '127.0.0.1',
    ...(elsewhere?.args ?? []),
  ];
  const env = elsewhere === undefined ? process.env : { ...process.env, KPOLL_AUTHOR_TOKEN: elsewhere.token };
  const child = spawn(process.execPath, args, { env, stdio: ['ignore', 'pipe', 'inherit'] });
  const link = await new Promise<string>((resolve, reject) => {
    child.once('exit', (code) => {
      reject(new Error(`npm start ended with ${String(code)}`));
    });
    createInterface({ input: child.stdout }).on('line', (line) => {
      const [, url] = /^Dashboard: (.+)$/.exec(line) ?? [];
      if (url !== undefined) resolve(url);
    });
  });
  const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
  await page.goto(link);
  await page.getByRole('button', { name: 'New poll' }).first().waitFor();
  const startMs = performance.now() - started;
  const { url, token } = elsewhere ?? readServer(folder);
  const call = async (method: string, path: string, body?: object) => {
    const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
    const response = await fetch(`${url}${path}`, {
      method,
      headers,
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    if (!response.ok) throw new Error(await response.text());
    return (await response.json()) as { id: string };
  };
  return {
    page,
    ingestUrl: url,
    startMs,
    call,
    async makeOpenPoll(question) {
      const { id } = await call('POST', '/polls', { question, options: ['One', 'Two', 'Three', 'Four'] });
      await call('PATCH', `/polls/${id}`, { state: 'open' });
      return id;
    },
    async stop() {
      await page.close();
      const gone = once(child, 'exit');
      child.kill('SIGTERM');
      await gone;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function readServer(folder: string): { readonly url: string; readonly token: string } {
  const { url } = JSON.parse(readFileSync(join(folder, 'server.json'), 'utf8')) as { url: string };
  return { url, token: readFileSync(join(folder, 'author-token'), 'utf8').trim() };
}
