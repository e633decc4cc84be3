import { expect } from '@playwright/test';
import { test } from './lone-desktop.ts';

test('the menu asks for updates, and a Kpoll that does not update itself says why', async ({ openAlone }) => {
  const { app, page } = await openAlone({ tray: false });
  await app.evaluate(({ Menu }) => {
    const help = Menu.getApplicationMenu()?.items.find(({ label }) => label === 'Help');
    help?.submenu?.items.find(({ label }) => label === 'Check for updates…')?.click();
  });
  const dialog = page.getByRole('dialog', { name: 'Updates' });
  await expect(dialog).toContainText('This Kpoll was started from its sources');
  await expect(dialog.getByRole('button', { name: 'Check now' })).toBeHidden();
  await page.keyboard.press('Escape');
  await page.keyboard.press(',');
  await expect(page.getByRole('region', { name: 'Updates' })).toContainText('This Kpoll was started from its sources');
});
