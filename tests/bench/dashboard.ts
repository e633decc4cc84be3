import type { Browser, Page } from '@playwright/test';
import { chromium } from '@playwright/test';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { skipTour } from '../e2e/product.ts';
import type { Author } from './author.ts';
import { authorOf } from './author.ts';

export interface Dashboard extends Pick<Author, 'makeOpenPoll'> {
  readonly page: Page;
  readonly ingestUrl: string;
  /** From `npm start` (after the build) until the page can be used, in ms; the browser itself runs already. */
  readonly startMs: number;
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

/** Starts the product in the browser shell and opens its page. */
export async function openDashboard(browser: Browser): Promise<Dashboard> {
  const folder = mkdtempSync(join(tmpdir(), 'kpoll-bench-'));
  skipTour(folder);
  const started = performance.now();
  const where = ['--browser', '--no-open', '--data', folder, '--port', '0', '--host', '127.0.0.1'];
  const child = spawn(process.execPath, ['build/start.mjs', ...where], { stdio: ['ignore', 'pipe', 'inherit'] });
  const gone = once(child, 'exit');
  const stop = async () => {
    child.kill('SIGTERM');
    await gone;
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    const link = await readLink(child.stdout, gone);
    const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
    await page.goto(link);
    await page.getByRole('button', { name: 'New poll' }).first().waitFor();
    const startMs = performance.now() - started;
    const { url, token } = readServer(folder);
    return {
      ...{ page, ingestUrl: url, startMs, makeOpenPoll: authorOf(url, token).makeOpenPoll },
      async stop() {
        await page.close();
        await stop();
      },
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function readLink(output: Readable, gone: Promise<unknown[]>): Promise<string> {
  const found = new Promise<string>((resolve) => {
    createInterface({ input: output }).on('line', (line) => {
      const [, url] = /^Dashboard: (.+)$/.exec(line) ?? [];
      if (url !== undefined) resolve(url);
    });
  });
  const ended = gone.then(([code]) => {
    throw new Error(`npm start ended with ${String(code)}`);
  });
  return Promise.race([found, ended]);
}

function readServer(folder: string): { readonly url: string; readonly token: string } {
  const { url } = JSON.parse(readFileSync(join(folder, 'server.json'), 'utf8')) as { url: string };
  return { url, token: readFileSync(join(folder, 'author-token'), 'utf8').trim() };
}
