import { expect } from '@playwright/test';
import { mkdirSync, readFileSync } from 'node:fs';
import { test } from './fixtures.ts';
import { journey, reportPath } from './journey.ts';
import { pollsOf, runCommand } from './product.ts';

test('a person makes a poll in the browser, 10,000 votes come in, the numbers and the reports are exact', async ({
  page,
  folder,
  start,
}) => {
  const product = await start();
  mkdirSync('out/screenshots', { recursive: true });
  await page.setViewportSize({ width: 1440, height: 900 });
  await page.goto(product.dashboard);
  await journey({
    page,
    folder,
    ingestUrl: product.joinAddress,
    screenshot: 'out/screenshots/journey-browser.png',
    joinNote: 'start Kpoll with --host 0.0.0.0',
    async saveReport(name, press) {
      const download = page.waitForEvent('download');
      await press();
      await (await download).saveAs(reportPath(folder, name));
      return reportPath(folder, name);
    },
  });

  const [poll] = await pollsOf(folder);
  const exported = reportPath(folder, 'from-the-command-line');
  await runCommand('export', ['--data', folder, '--poll', poll?.code ?? '', '--report', 'summary', '--out', exported]);
  expect(readFileSync(exported, 'utf8')).toBe(readFileSync(reportPath(folder, 'summary'), 'utf8'));
});
