import { expect } from '@playwright/test';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from './fixtures.ts';

/** Undefined until settings are saved for the first time. */
function tourOf(folder: string): string | undefined {
  const file = join(folder, 'settings.json');
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as { tour: string }).tour : undefined;
}

test.use({ whose: 'newcomer' });

test('a newcomer goes through the tour by keyboard, opens the sample poll, and is not asked again', async ({ page, start, folder }) => {
  const product = await start();
  await page.goto(product.dashboard);
  const tour = page.getByRole('dialog', { name: 'Kpoll in three steps' });
  await expect(tour.getByRole('heading', { name: '1. Make a poll' })).toBeVisible();
  await tour.getByRole('button', { name: 'Give me a sample poll' }).press('Enter');
  await expect(tour.getByText('is in your list as a draft')).toBeVisible();

  await tour.getByRole('button', { name: 'Next' }).press('Enter');
  await expect(tour.getByRole('heading', { name: '2. Let phones in' })).toBeVisible();
  await expect(tour).toContainText(product.joinAddress.replace('http://', ''));
  // Enter alone leads on: the focus stays on the button.
  await page.keyboard.press('Enter');
  await expect(tour.getByRole('heading', { name: '3. Watch, close, export' })).toBeVisible();
  await tour.getByRole('button', { name: 'Back' }).press('Enter');
  await expect(tour.getByRole('heading', { name: '2. Let phones in' })).toBeVisible();
  await page.keyboard.press('Enter');
  await tour.getByRole('button', { name: 'Go to the sample poll' }).press('Enter');

  await expect(tour).toBeHidden();
  await page.getByRole('button', { name: 'Open voting' }).click();
  await expect(page.getByTestId('poll-state')).toHaveText('Open');
  await expect.poll(() => tourOf(folder)).toBe('done');
  await page.reload();
  await expect(page.getByTestId('poll-state')).toHaveText('Open');
  await expect(tour).toBeHidden();
});

test('Escape skips the tour for good; the palette and the settings bring it back', async ({ page, start, folder }) => {
  const product = await start();
  await page.setViewportSize({ width: 480, height: 800 });
  await page.goto(product.dashboard);
  const tour = page.getByRole('dialog', { name: 'Kpoll in three steps' });
  await expect(tour).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(tour).toBeHidden();
  await expect.poll(() => tourOf(folder)).toBe('done');
  await page.reload();
  await expect(page.getByRole('button', { name: 'New poll' }).first()).toBeVisible();
  await expect(tour).toBeHidden();

  await page.keyboard.press('Control+k');
  await page.keyboard.type('tour');
  await page.keyboard.press('Enter');
  await expect(tour).toBeVisible();
  await tour.getByRole('button', { name: 'Skip the tour' }).click();
  await page.keyboard.press(',');
  await page.getByRole('dialog', { name: 'Settings' }).getByRole('button', { name: 'Take the tour' }).click();
  await expect(tour).toBeVisible();
  const box = await tour.boundingBox();
  expect(box?.width).toBeLessThanOrEqual(480);
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(480);
});
