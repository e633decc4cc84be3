import type { ElectronApplication } from '@playwright/test';
import { expect } from '@playwright/test';
import { once } from 'node:events';
import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { openPollIn, runWithoutWindow, test, voteIn } from './lone-desktop.ts';
import { runCommand } from './product.ts';

const chooseInFileMenu = (app: ElectronApplication, label: string) =>
  app.evaluate(({ Menu }, wanted) => {
    const file = Menu.getApplicationMenu()?.items.find((item) => item.label === 'File');
    file?.submenu?.items.find((item) => item.label === wanted)?.click();
  }, label);

test('Back up… and Restore… are in the menu and work through the dialogs of the system, while a poll is open', async ({
  openAlone,
  folder,
}) => {
  const { app, page } = await openAlone({ tray: false });
  const { id } = await openPollIn(folder, 'Tea or coffee?');
  expect(await voteIn(folder, id, 1)).toBe(204);
  const file = join(folder, 'evening.kpoll-backup');
  await app.evaluate(({ dialog }, chosen) => {
    dialog.showSaveDialog = () => Promise.resolve({ canceled: false, filePath: chosen });
    dialog.showOpenDialog = () => Promise.resolve({ canceled: false, filePaths: [chosen] });
  }, file);
  await chooseInFileMenu(app, 'Back up…');
  await expect(page.getByText('The backup is saved: 1 vote.')).toBeVisible();
  expect(statSync(file).mode & 0o777).toBe(0o600);
  expect(await runCommand('restore', ['--data', folder, '--from', file, '--check'])).toContain('In the backup: 1 polls (1 open), 1 votes');

  expect(await voteIn(folder, id, 2)).toBe(204);
  await chooseInFileMenu(app, 'Restore…');
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('button', { name: 'Choose a file…' }).click();
  await expect(dialog.getByRole('row', { name: /^Votes/ })).toHaveText('Votes21');
  await dialog.getByRole('switch', { name: 'End the voting and restore all the same' }).click();
  await dialog.getByRole('button', { name: 'Replace the data' }).click();
  await expect(page.getByRole('region', { name: 'Notices' })).toContainText('The backup was restored.');
  await page.getByText('Tea or coffee?').first().click();
  await expect(page.getByTestId('figure-voters')).toHaveText('1', { timeout: 45_000 });
});

test('backs up and restores by command: beside an open window, and put back only when that has been quit', async ({
  openAlone,
  folder,
}) => {
  const { app, page } = await openAlone({ tray: false });
  const { id } = await openPollIn(folder, 'Tea or coffee?');
  expect(await voteIn(folder, id, 1)).toBe(204);
  const file = join(folder, 'night.kpoll-backup');
  const made = await runWithoutWindow(folder, ['--backup', file]);
  expect(made).toMatchObject({ code: 0, said: expect.stringContaining(`${file}: 1 polls, 1 votes.`) });
  expect(await voteIn(folder, id, 2)).toBe(204);

  const busy = await runWithoutWindow(folder, ['--restore', file, '--replace-open']);
  expect(busy).toMatchObject({
    code: 1,
    said: expect.stringContaining('Kpoll is running with these data. Nothing was changed.'),
  });
  const checked = await runWithoutWindow(folder, ['--restore', file, '--check']);
  expect(checked).toMatchObject({ code: 0, said: expect.stringContaining('In the folder: 1 polls (1 open), 2 votes') });
  await expect(page.getByTestId('feed-state')).toHaveText(/Live/);

  const gone = once(app.process(), 'exit');
  app.process().kill('SIGTERM');
  await gone;
  const unagreed = await runWithoutWindow(folder, ['--restore', file]);
  expect(unagreed).toMatchObject({ code: 1, said: expect.stringContaining('A poll is open in this folder.') });
  expect((await runWithoutWindow(folder, ['--restore', file, '--replace-open'])).code).toBe(0);
  expect((await runWithoutWindow(folder, ['--restore'])).said).toContain('--restore must be followed by a value.');
  const again = await openAlone({ tray: false });
  await again.page.getByText('Tea or coffee?').first().click();
  await expect(again.page.getByTestId('figure-voters')).toHaveText('1', { timeout: 45_000 });
});

test('a data folder of a newer Kpoll is refused with a sentence in the window, and stays as it is', async ({ openAlone, folder }) => {
  writeFileSync(join(folder, 'format.json'), '{"v":99}');
  const { page } = await openAlone({ tray: false, server: 'never' });
  const notices = page.getByRole('region', { name: 'Notices' });
  await expect(notices).toContainText('The data folder cannot be used.');
  await expect(notices).toContainText('was written by a newer version of Kpoll. Nothing was changed');
  expect(readFileSync(join(folder, 'format.json'), 'utf8')).toBe('{"v":99}');
  expect(existsSync(join(folder, 'log.db'))).toBe(false);
});
