import type { ElectronApplication } from '@playwright/test';
import { expect } from '@playwright/test';
import { castVote } from '../integration/ingest-process.ts';
import { test } from './electron-window.ts';
import { makeAndOpenPoll } from './journey.ts';
import { pollsOf } from './product.ts';

interface Caught {
  readonly title: string;
  readonly body: string;
}

/** Messages of the desktop go where the test can read and click them; whether the display has a service for them does not matter. */
const catchNotices = (app: ElectronApplication) =>
  app.evaluate(({ Notification }) => {
    const caught: Electron.Notification[] = [];
    Object.assign(globalThis, { caught });
    Notification.isSupported = () => true;
    Notification.prototype.show = function show(this: Electron.Notification) {
      caught.push(this);
    };
  });

const readNotices = (app: ElectronApplication): Promise<readonly Caught[]> =>
  app.evaluate(() => (globalThis as unknown as { readonly caught: readonly Caught[] }).caught.map(({ title, body }) => ({ title, body })));

test('votes reach a number while another screen is open: the desktop tells, and a click shows the poll', async ({
  open,
  server,
  folder,
}) => {
  const { app, page } = await open();
  await catchNotices(app);
  await makeAndOpenPoll(page);
  await page.keyboard.press('a');
  await page.getByRole('spinbutton').first().fill('3');
  await page.getByRole('button', { name: 'Add alert' }).click();
  await expect(page.getByText('At 0 of 3')).toBeVisible();
  await page.getByRole('button', { name: 'Done' }).click();
  await page.keyboard.press('g');
  await expect(page.getByTestId('poll-state')).toBeHidden();

  const [poll] = await pollsOf(folder);
  for (let voter = 0; voter < 3; voter += 1) await castVote(server, poll?.id ?? '', { option: 1 });
  await expect.poll(() => readNotices(app)).toEqual([{ title: '3 people have voted', body: 'Which talk should we hear next?' }]);
  await expect(page.getByText('3 people have voted. Which talk should we hear next?')).toBeVisible();

  await app.evaluate(() => {
    const { caught } = globalThis as unknown as { readonly caught: readonly NodeJS.EventEmitter[] };
    caught[0]?.emit('click');
  });
  await expect(page.getByTestId('poll-state')).toHaveText('Open');
  await expect(page.getByTestId('figure-voters')).toHaveText('3');
});

test('a closing time counts down in the window', async ({ open }) => {
  const { page } = await open();
  await makeAndOpenPoll(page);
  await page.keyboard.press('t');
  await page.getByRole('radio', { name: 'At a time' }).click();
  await page.getByRole('button', { name: 'Set closing time' }).click();
  await expect(page.getByTestId('closing-chip')).toHaveText(/^Closes in [12]\d:\d\d$/);
});
