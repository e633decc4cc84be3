import { defineConfig } from '@playwright/test';

/** One journey through the packaged program: `npm run test:smoke`. */
export default defineConfig({
  testDir: '.',
  outputDir: '../../test-results/package-smoke',
  globalSetup: '../bundle-setup.ts',
  workers: 1,
  retries: 0,
  forbidOnly: Boolean(process.env['CI']),
  timeout: 240_000,
  expect: { timeout: 30_000 },
  reporter: 'list',
});
