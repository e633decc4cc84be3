import type { Page } from '@playwright/test';
import { expect } from '@playwright/test';
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { makeSmallDisk, whyNoSmallDisk } from '../integration/small-disk.ts';
import { test } from './fixtures.ts';
import { makeAndOpenPoll } from './journey.ts';
import { pollsOf, simulate, startProduct } from './product.ts';

async function runAction(page: Page, words: string): Promise<void> {
  await page.keyboard.press('Control+k');
  await page.keyboard.type(words);
  await page.keyboard.press('Enter');
}

test('damaged settings are said on screen until that is read, and Kpoll works with defaults', async ({ page, start, folder }) => {
  writeFileSync(join(folder, 'settings.json'), '{ "v": 1, "theme": "da');
  const product = await start();
  await page.goto(product.dashboard);
  const notice = page.getByRole('region', { name: 'Notices' });
  await expect(notice).toContainText('The file with the settings was damaged.');
  await expect(notice).toContainText(readdirSync(folder).find((name) => name.startsWith('settings.json.damaged-')) ?? 'nothing set aside');
  await notice.getByRole('button', { name: 'Dismiss' }).click();
  await expect(notice).toBeHidden();
  await page.reload();
  await expect(page.getByRole('button', { name: 'New poll' }).first()).toBeVisible();
  await expect(notice).toBeHidden();
});

test('a backup is made while a poll is open, and restored by keyboard after the question what that replaces', async ({
  page,
  start,
  folder,
}) => {
  const product = await start();
  await page.goto(product.dashboard);
  await makeAndOpenPoll(page);
  const [poll] = await pollsOf(folder);
  await simulate(product.joinAddress, poll?.id ?? '', ['--voters', '30', '--rate', '200'], folder);
  await expect(page.getByTestId('figure-voters')).toHaveText('30');
  await runAction(page, 'Back up');
  const toast = page.getByRole('region', { name: 'Notifications' }).getByRole('listitem');
  await expect(toast.filter({ hasText: 'The backup is saved: 30 votes.' })).toContainText(join(folder, 'backups'));
  await simulate(product.joinAddress, poll?.id ?? '', ['--voters', '20', '--rate', '200', '--seed', '9'], folder);
  await expect(page.getByTestId('figure-voters')).toHaveText('50');

  await page.setViewportSize({ width: 480, height: 800 });
  await runAction(page, 'Restore');
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('list', { name: 'Backups in the data folder' }).getByRole('button').press('Enter');
  await expect(dialog.getByRole('row', { name: /^Votes/ })).toHaveText('Votes5030');
  const replace = dialog.getByRole('button', { name: 'Replace the data' });
  await expect(replace).toBeDisabled();
  await dialog.getByRole('switch', { name: 'End the voting and restore all the same' }).press('Space');
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(480);
  await replace.press('Enter');
  await expect(page.getByRole('region', { name: 'Notices' })).toContainText('The backup was restored.');
  await expect(dialog).toBeHidden();
  await expect(page.getByTestId('figure-voters')).toHaveText('30');
});

const noDisk = whyNoSmallDisk();

test.describe('on a disk of 24 MB', () => {
  test.skip(noDisk !== undefined, noDisk ?? '');

  test('a full disk pauses voting, which the moderator sees above the poll until there is room again', async ({ page }) => {
    const disk = makeSmallDisk(24);
    const folder = join(disk.folder, 'data');
    mkdirSync(folder);
    writeFileSync(join(folder, 'settings.json'), '{ "v": 1, "tour": "done" }');
    const product = await startProduct(folder);
    try {
      await page.goto(product.dashboard);
      const notices = page.getByRole('region', { name: 'Notices' });
      await expect(notices).toContainText('The disk of this computer is nearly full.');
      await makeAndOpenPoll(page);
      const [poll] = await pollsOf(folder);
      const vote = async () => {
        const headers = { 'content-type': 'application/json' };
        const url = `${product.joinAddress}/polls/${poll?.id ?? ''}/vote`;
        return (await fetch(url, { method: 'POST', headers, body: '{"option":1}' })).status;
      };
      expect(await vote()).toBe(204);
      disk.fill();
      await expect.poll(vote, { intervals: [20] }).toBe(503);
      await expect(notices).toContainText('Voting is paused: the disk of this computer is full.');
      await expect(notices.getByRole('button', { name: 'Dismiss' })).toBeHidden();
      disk.free();
      await expect(notices).not.toContainText('Voting is paused', { timeout: 30_000 });
      await expect.poll(vote).toBe(204);
    } finally {
      await product.stop();
      disk.remove();
    }
  });
});
