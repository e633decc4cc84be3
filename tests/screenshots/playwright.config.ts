import { existsSync } from 'node:fs';
import { defineConfig } from '@playwright/test';

const chromium = process.env['KPOLL_CHROMIUM'] ?? ['/usr/bin/chromium', '/usr/bin/chromium-browser'].find((path) => existsSync(path));
const isRoot = process.getuid?.() === 0;

/** Pictures for README.md from the real program: `npm run screenshots`. */
export default defineConfig({
  testDir: '.',
  outputDir: '../../test-results/screenshots',
  globalSetup: '../e2e-setup.ts',
  workers: 1,
  retries: 0,
  timeout: 300_000,
  expect: { timeout: 60_000 },
  reporter: 'list',
  use: {
    browserName: 'chromium',
    launchOptions: { ...(chromium === undefined ? {} : { executablePath: chromium }), args: isRoot ? ['--no-sandbox'] : [] },
  },
});
