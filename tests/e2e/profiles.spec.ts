import type { Page } from '@playwright/test';
import { expect } from '@playwright/test';
import { test } from './fixtures.ts';

const token = 'a token that nobody may read';

test('a person sets up a cluster that is not there, sees what is wrong with each part, and finds the way back', async ({ page, start }) => {
  const product = await start();
  await page.setViewportSize({ width: 1440, height: 900 });
  await page.goto(product.dashboard);
  await expect(page.getByTestId('feed-state')).toContainText('Live');

  await page.getByTestId('profile').click();
  await page.getByRole('menuitem', { name: 'Manage profiles…' }).click();
  const dialog = page.getByRole('dialog', { name: 'Connection profiles' });
  await dialog.getByRole('button', { name: 'New profile' }).click();
  await dialog.getByRole('button', { name: 'Save', exact: true }).click();
  await expect(dialog.getByText('Give the profile a name.')).toBeVisible();
  await expect(dialog.getByText(/^Name at least one broker/)).toBeVisible();

  await fillIn(page);
  await testFails(page);
  await saveWithConsent(page);

  await dialog.getByRole('button', { name: 'Switch to this profile' }).click();
  await expect(page.getByTestId('profile')).toContainText('Nowhere');
  await expect(page.getByRole('alert').getByRole('button', { name: 'Connection profiles…' })).toBeVisible({ timeout: 60_000 });
  await page.getByTestId('profile').click();
  await page.getByRole('menuitemradio', { name: 'This computer' }).click();
  await expect(page.getByTestId('profile')).toContainText('This computer');
  await expect(page.getByTestId('feed-state')).toContainText('Live', { timeout: 60_000 });
});

/** Port 1 of this computer: nobody listens there, and that is known at once. */
async function fillIn(page: Page): Promise<void> {
  await page.getByLabel('Name of the profile').fill('Nowhere');
  await page.getByLabel('Brokers').fill('127.0.0.1:1');
  await page.getByLabel('Contact points').fill('127.0.0.1');
  await page.getByLabel('Data center').fill('dc1');
  await page.getByLabel('Port', { exact: true }).fill('1');
  await page.getByLabel('Author API address').fill('http://127.0.0.1:1');
  await page.getByLabel('Author token').fill(token);
  await page.getByLabel('Join address').fill('http://127.0.0.1:1');
}

async function testFails(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Test', exact: true }).click();
  const lines = page.getByRole('region', { name: 'Test' }).getByRole('listitem');
  await expect(lines).toHaveCount(4, { timeout: 60_000 });
  for (const part of ['Kafka', 'Cassandra', 'Author API', 'Join address'])
    await expect(lines.filter({ hasText: new RegExp(`^${part}`) })).toContainText('Failed');
}

/** The browser shell has no keychain: secrets need the person's consent, and are never shown again. */
async function saveWithConsent(page: Page): Promise<void> {
  const save = page.getByRole('button', { name: 'Save', exact: true });
  await save.click();
  await expect(page.getByText(/^Agree to this/)).toBeVisible();
  await page.getByLabel('Keep them in the file nevertheless').check();
  await save.click();
  await expect(page.getByText('Saved.')).toBeVisible();
  await expect(page.getByRole('group', { name: 'Author token' })).toContainText('Stored');
  expect(await page.content()).not.toContain(token);
}
