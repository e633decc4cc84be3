import { existsSync } from 'node:fs';
import { defineConfig } from '@playwright/test';

const chromium = process.env['KPOLL_CHROMIUM'] ?? ['/usr/bin/chromium', '/usr/bin/chromium-browser'].find((path) => existsSync(path));
const isRoot = process.getuid?.() === 0;
const inElectron = /electron[^/]*\.(spec|test)\.ts$/;

/** Whole journeys, one after the other: they start real servers and count real votes. */
export default defineConfig({
  testDir: 'tests/e2e',
  outputDir: 'test-results/e2e',
  globalSetup: './tests/e2e-setup.ts',
  workers: 1,
  retries: 0,
  forbidOnly: Boolean(process.env['CI']),
  timeout: 180_000,
  expect: { timeout: 15_000 },
  use: { trace: 'retain-on-failure', screenshot: 'only-on-failure' },
  projects: [
    {
      name: 'chromium',
      testIgnore: inElectron,
      use: {
        browserName: 'chromium',
        launchOptions: { ...(chromium === undefined ? {} : { executablePath: chromium }), args: isRoot ? ['--no-sandbox'] : [] },
      },
    },
    { name: 'electron', testMatch: inElectron },
    // The installed package: see build/package-test.mjs.
    { name: 'package', testDir: 'tests/package' },
  ],
});
