import type { Page } from '@playwright/test';
import { expect } from '@playwright/test';
import { test } from './fixtures.ts';
import { makeAndOpenPoll } from './journey.ts';
import { pollsOf, simulate } from './product.ts';

interface Shown {
  readonly title: string;
  readonly body: string;
}

/** Instead of over the screen, messages of the browser go where the test can read them. */
async function catchNotices(page: Page): Promise<() => Promise<readonly Shown[]>> {
  await page.addInitScript(() => {
    const shown: Shown[] = [];
    function caughtNotice(title: string, { body }: { readonly body: string }) {
      shown.push({ title, body });
    }
    const permission = 'default';
    const requestPermission = async () => Object.assign(caughtNotice, { permission: 'granted' });
    Object.assign(window, { Notification: Object.assign(caughtNotice, { permission, requestPermission }), shown });
  });
  return () => page.evaluate(() => (window as unknown as { readonly shown: readonly Shown[] }).shown);
}

async function addAlert(page: Page, kind: string, value: number): Promise<void> {
  await page.getByLabel('Tell me when').selectOption(kind);
  await page.getByRole('spinbutton').first().fill(String(value));
  await page.getByRole('button', { name: 'Add alert' }).click();
}

test('twenty votes come in while another screen is open: the moderator is told, in the page and over other windows', async ({
  page,
  folder,
  start,
}) => {
  const product = await start();
  const shown = await catchNotices(page);
  await page.goto(product.dashboard);
  await makeAndOpenPoll(page);
  await page.keyboard.press('a');
  await addAlert(page, 'votes', 20);
  await expect(page.getByRole('listitem').filter({ hasText: '20 voters' })).toContainText('At 0 of 20');
  await addAlert(page, 'votes', 1_000);
  await page.getByRole('button', { name: 'Allow messages of the browser' }).click();
  await page.getByRole('button', { name: 'Send a test' }).click();
  await expect.poll(shown).toEqual([{ title: 'A test: alerts look like this', body: 'Which talk should we hear next?' }]);
  await page.getByRole('button', { name: 'Done' }).click();
  await page.keyboard.press('g');
  await expect(page.getByTestId('poll-state')).toBeHidden();

  const [poll] = await pollsOf(folder);
  await simulate(product.joinAddress, poll?.id ?? '', ['--voters', '25', '--rate', '50'], folder);
  const toast = page.getByRole('region', { name: 'Notifications' }).getByRole('listitem').filter({ hasText: 'people have voted' });
  await expect(toast).toContainText(/2\d people have voted\. Which talk should we hear next\?/);
  expect((await shown()).map(({ title }) => title)).toEqual([
    'A test: alerts look like this',
    expect.stringMatching(/^2\d people have voted$/),
  ]);

  await toast.getByRole('button', { name: 'Show poll' }).click();
  await expect(page.getByTestId('figure-voters')).toHaveText('25');
  await page.keyboard.press('a');
  await expect(page.getByRole('listitem').filter({ hasText: '20 voters' })).toContainText('Told at');
  await expect(page.getByRole('listitem').filter({ hasText: '1,000 voters' })).not.toContainText('Told at');
  await page.getByRole('button', { name: 'Remove: 1,000 voters' }).click();
  await expect(page.getByText('1,000 voters')).toBeHidden();
  await page.reload();
  await expect(page.getByTestId('poll-state')).toBeVisible();
  await page.keyboard.press('a');
  await expect(page.getByRole('listitem').filter({ hasText: '20 voters' })).toContainText('Told at');
});

test('a closing time is set, extended and removed while the poll is open, and taken from the editor', async ({ page, start }) => {
  const product = await start();
  await page.goto(product.dashboard);
  await makeAndOpenPoll(page);
  const chip = page.getByTestId('closing-chip');
  await page.keyboard.press('t');
  await page.getByRole('radio', { name: 'After opening' }).click();
  await page.getByRole('spinbutton').fill('2');
  await page.getByRole('button', { name: 'Set closing time' }).click();
  await expect(chip).toHaveText(/^Closes in [01]:\d\d$/);
  await chip.click();
  await page.getByRole('button', { name: '5 min', exact: true }).click();
  await expect(page.getByRole('dialog')).toContainText(/Closes in 6:\d\d/);
  await page.getByRole('button', { name: 'Set closing time' }).click();
  await expect(chip).toHaveText(/^Closes in 6:\d\d$/);
  await page.keyboard.press('f');
  await expect(page.getByRole('dialog', { name: 'On the big screen' })).toContainText(/Closes in 6:\d\d/);
  await page.keyboard.press('Escape');
  await page.keyboard.press('t');
  await page.getByRole('radio', { name: 'Never' }).click();
  await page.getByRole('button', { name: 'Set closing time' }).click();
  await expect(chip).toBeHidden();

  await page.keyboard.press('n');
  await page.getByRole('textbox', { name: 'Question' }).fill('Tea?');
  await page.getByRole('textbox', { name: 'Option 1', exact: true }).fill('Yes');
  await page.getByRole('textbox', { name: 'Option 2', exact: true }).fill('No');
  await page.getByRole('radio', { name: 'After opening' }).click();
  await page.getByRole('spinbutton').fill('0');
  await page.getByRole('button', { name: 'Create poll' }).click();
  await expect(page.getByText('Give a whole number of minutes, from 1.')).toBeVisible();
  await page.getByRole('spinbutton').fill('1');
  await page.getByRole('button', { name: 'Create poll' }).click();
  await expect(chip).toHaveText('Closes 1 minute after opening');
  await page.getByRole('button', { name: 'Open voting' }).click();
  await expect(chip).toHaveText(/^Closes in 0:\d\d$/);
  await expect(page.getByTestId('result-state')).toHaveText('Final', { timeout: 90_000 });
  await expect(page.getByTestId('poll-state')).toHaveText('Closed');
});
