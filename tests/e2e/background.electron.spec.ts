import { expect } from '@playwright/test';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { answerDialogs, askedOf, closeWindow, isVisible, openPollIn, startAgain, stateOf, test, voteIn } from './lone-desktop.ts';

test('with a poll running, closing the window leaves Kpoll in the tray; it is said once, and a second start brings the window back', async ({
  openAlone,
  folder,
}) => {
  const { app, page } = await openAlone({ tray: true });
  await answerDialogs(app, 0);
  const { id } = await openPollIn(folder, 'Tea or coffee?');
  await page.getByText('Tea or coffee?').first().waitFor();
  await closeWindow(app);
  await expect.poll(() => isVisible(app)).toEqual([false]);
  expect(await askedOf(app)).toEqual([expect.objectContaining({ message: 'Kpoll keeps running.' })]);
  expect(await voteIn(folder, id, 1)).toBe(204);

  expect(await startAgain(folder)).toBe(0);
  await expect.poll(() => isVisible(app)).toEqual([true]);
  await closeWindow(app);
  await expect.poll(() => isVisible(app)).toEqual([false]);
  expect(await askedOf(app)).toHaveLength(1);
});

test('a second start puts the first window before the others, and ends', async ({ openAlone, folder }) => {
  const { app, page } = await openAlone({ tray: true });
  await app.evaluate(({ BrowserWindow }) => {
    const [window] = BrowserWindow.getAllWindows();
    if (window === undefined) throw new Error('there is no window');
    window.focus = () => void ((globalThis as { focused?: boolean }).focused = true);
  });
  expect(await startAgain(folder)).toBe(0);
  await expect.poll(() => app.evaluate(() => (globalThis as { focused?: boolean }).focused)).toBe(true);
  expect(await isVisible(app)).toEqual([true]);
  await expect(page.getByTestId('feed-state')).toHaveText(/Live/);
});

test('the tray tells what runs, and its menu brings the window back and shows the open poll', async ({ openAlone, folder }) => {
  const { app, page } = await openAlone({ tray: true });
  await answerDialogs(app, 0);
  // The next drawing of the menu is caught.
  await app.evaluate(({ Tray }) => {
    const caught = globalThis as { tray?: unknown; tooltips?: string[]; menu?: unknown };
    caught.tooltips = [];
    const { setToolTip, setContextMenu } = Tray.prototype;
    Tray.prototype.setToolTip = function remember(text) {
      caught.tooltips?.push(text);
      setToolTip.call(this, text);
    };
    Tray.prototype.setContextMenu = function remember(menu) {
      caught.tray = this;
      caught.menu = menu;
      setContextMenu.call(this, menu);
    };
  });
  const tooltips = () => app.evaluate(() => (globalThis as { tooltips?: string[] }).tooltips ?? []);
  const { id } = await openPollIn(folder, 'Tea or coffee?');
  await expect.poll(tooltips).toContain('Kpoll: voting open, 0 votes');
  await voteIn(folder, id, 2);
  await expect.poll(tooltips).toContain('Kpoll: voting open, 1 vote');

  await closeWindow(app);
  await expect.poll(() => isVisible(app)).toEqual([false]);
  await app.evaluate(() => {
    const { menu } = globalThis as { menu?: { items: { label: string; click(): void }[] } };
    menu?.items.find(({ label }) => label === 'Open polls')?.click();
  });
  await expect.poll(() => isVisible(app)).toEqual([true]);
  await expect(page.getByRole('heading', { name: 'Tea or coffee?' })).toBeVisible();

  await closeWindow(app);
  await expect.poll(() => isVisible(app)).toEqual([false]);
  await app.evaluate(() => {
    const { tray } = globalThis as { tray?: { emit(event: string): void } };
    tray?.emit('click');
  });
  await expect.poll(() => isVisible(app)).toEqual([true]);
});

test('quitting while a poll runs asks; the poll can be kept running, or closed first', async ({ openAlone, folder }) => {
  const { app, child, page } = await openAlone({ tray: false });
  await answerDialogs(app, 0);
  const { id } = await openPollIn(folder, 'Tea or coffee?');
  await page.getByText('Tea or coffee?').first().waitFor();
  // Without a tray the window would be gone for good.
  await closeWindow(app);
  await expect.poll(async () => (await askedOf(app)).length).toBe(1);
  const [question] = await askedOf(app);
  expect(question?.detail).toContain('“Tea or coffee?”');
  expect(question?.detail).toContain('phones cannot vote');
  expect(await isVisible(app)).toEqual([true]);
  expect(await stateOf(folder, id)).toBe('open');

  await answerDialogs(app, 2);
  const exit = once(child, 'exit');
  await app.evaluate(({ app: electron }) => {
    electron.quit();
  });
  expect((await exit)[0]).toBe(0);
  const again = await openAlone({ tray: false });
  expect(await stateOf(folder, id)).toBe('closed');
  // Nothing runs any more: nobody is asked.
  const end = once(again.child, 'exit');
  await closeWindow(again.app);
  expect((await end)[0]).toBe(0);
});

test('a signal ends Kpoll without a question, also while a poll runs and while one is asked', async ({ openAlone, folder }) => {
  const { app, child, page } = await openAlone({ tray: true });
  await app.evaluate(({ dialog }) => {
    dialog.showMessageBox = () => new Promise(() => undefined);
  });
  const { id } = await openPollIn(folder, 'Tea or coffee?');
  await page.getByText('Tea or coffee?').first().waitFor();
  await app.evaluate(({ app: electron }) => {
    electron.quit();
  });
  expect(await isVisible(app)).toEqual([true]);
  const exit = once(child, 'exit');
  child.kill('SIGINT');
  expect((await exit)[0]).toBe(0);
  await openAlone({ tray: true });
  expect(await stateOf(folder, id)).toBe('open');
});

test('a vote server that is killed is started again, and the window says so; no confirmed vote is lost', async ({ openAlone, folder }) => {
  const { page, said } = await openAlone({ tray: true });
  const { id } = await openPollIn(folder, 'Tea or coffee?');
  expect(await voteIn(folder, id, 1)).toBe(204);
  const { pid } = JSON.parse(readFileSync(join(folder, 'server.json'), 'utf8')) as { pid: number };
  process.kill(pid, 'SIGKILL');
  await expect(
    page.getByText(/The vote server stopped at .+ and was started again after .+ s\. Votes that were confirmed are safe\./),
  ).toBeVisible({
    timeout: 30_000,
  });
  await expect(page.getByTestId('feed-state')).toHaveText(/Live/, { timeout: 30_000 });
  expect(said()).toContain('the ingest server is up again');
  expect(await voteIn(folder, id, 2)).toBe(204);
  await page.getByText('Tea or coffee?').first().click();
  await expect(page.getByTestId('figure-voters')).toHaveText('2');
});

test('the window is painted at once, also where the server takes long', async ({ openAlone }) => {
  const begun = Date.now();
  const { app, page } = await openAlone({ tray: true, server: 'never' });
  expect(await isVisible(app)).toEqual([true]);
  const paintedAt = () =>
    page.evaluate(() => {
      const [paint] = performance.getEntriesByName('first-contentful-paint');
      return paint === undefined ? 0 : performance.timeOrigin + paint.startTime;
    });
  await expect.poll(paintedAt).toBeGreaterThan(0);
  const painted = await paintedAt();
  test.info().annotations.push({ type: 'first paint', description: `${Math.round(painted - begun)} ms after the start` });
  // Two seconds are promised; a busy computer that runs other tests besides gets more.
  expect(painted - begun).toBeLessThan(5_000);
  expect(painted - begun).toBeGreaterThan(0);
});
