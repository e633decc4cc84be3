import type { ElectronApplication, Page } from '@playwright/test';
import { expect } from '@playwright/test';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { pollFileText } from '../../core/contract/poll-file.ts';
import { answerDialogs, closeWindow, isVisible, openPollIn, startAgain, test } from './lone-desktop.ts';
import { pollsOf } from './product.ts';

const asked = {
  question: 'Where shall we meet?',
  type: 'multiple',
  options: [{ label: 'Café “Zoë” & Söhne' }, { label: 'At the river' }, { label: 'مقهى' }],
  min: 1,
  max: 2,
  reveal: 'after-closing',
  changes: 'until-close',
  timeZone: 'Europe/Berlin',
} as const;

const heading = (page: Page, question: string) => page.getByRole('heading', { name: question });

test('a start with a link shows its poll; a second start with another link brings the window back and shows that one', async ({
  openAlone,
  folder,
}) => {
  const first = await openAlone({ tray: false });
  const tea = await openPollIn(folder, 'Tea or coffee?');
  const walk = await openPollIn(folder, 'Walk or ride?');
  await answerDialogs(first.app, 1);
  await first.page.getByText('Walk or ride?').first().waitFor();
  const gone = first.app.waitForEvent('close');
  first.child.kill('SIGTERM');
  await gone;

  const { app, page } = await openAlone({ tray: true, args: [`kpoll://poll/${tea.code}`] });
  await expect(heading(page, 'Tea or coffee?')).toBeVisible();
  await answerDialogs(app, 0);
  await closeWindow(app);
  await expect.poll(() => isVisible(app)).toEqual([false]);

  expect(await startAgain(folder, [`kpoll://poll/${walk.code.toLowerCase()}`])).toBe(0);
  await expect.poll(() => isVisible(app)).toEqual([true]);
  await expect(heading(page, 'Walk or ride?')).toBeVisible();
});

test('links and files that lead nowhere are told in a sentence, and nothing else happens', async ({ openAlone, folder }) => {
  const { page } = await openAlone({ tray: false });
  const { id } = await openPollIn(folder, 'Tea or coffee?');
  const broken = join(folder, 'broken.kpoll');
  writeFileSync(broken, '{ "v": 1, "kind": "kpoll-poll", "poll": { "question": 7 } }');
  const said = page.getByRole('region', { name: 'Notifications' });

  expect(await startAgain(folder, [broken])).toBe(0);
  await expect(said).toContainText('“broken.kpoll” is not a poll file of Kpoll, or it is damaged. Nothing was opened.');
  expect(await startAgain(folder, ['kpoll://poll/K7Q4MA'])).toBe(0);
  await expect(said).toContainText('No poll with the code K7Q4MA is known in this place.', { timeout: 20_000 });
  expect(await startAgain(folder, [`kpoll://poll/${id}/close`, '/etc/passwd', 'kpoll://app/../../etc/passwd'])).toBe(0);
  await expect(said).toContainText('This link leads to no poll. Nothing was opened.');
  await expect(page.getByRole('heading', { name: 'Tea or coffee?' })).toBeHidden();
  expect((await pollsOf(folder)).map(({ state }) => state)).toEqual(['open']);
});

test('a poll that was saved as a file comes back as a new draft and asks the same', async ({ openAlone, folder }) => {
  const { app, page } = await openAlone({ tray: false });
  const given = join(folder, 'given.kpoll');
  writeFileSync(given, pollFileText(asked));
  expect(await startAgain(folder, [given])).toBe(0);
  await saveDraft(page);
  await expect.poll(() => contentsIn(folder)).toEqual([asked]);

  const saved = await savePollAsFile(app, page, folder);
  expect(JSON.parse(readFileSync(saved, 'utf8'))).toEqual({ v: 1, kind: 'kpoll-poll', poll: asked });
  // As a file manager hands it over.
  expect(await startAgain(folder, [pathToFileURL(saved).href])).toBe(0);
  await saveDraft(page);
  await expect.poll(() => contentsIn(folder)).toEqual([asked, asked]);
  expect((await pollsOf(folder)).map(({ state }) => state)).toEqual(['draft', 'draft']);
});

test('a poll file that is dropped onto the window opens; any other file leaves the window as it is', async ({ openAlone }) => {
  const { page } = await openAlone({ tray: false });
  const before = page.url();
  const said = page.getByRole('region', { name: 'Notifications' });
  expect(await drop(page, 'holiday.html', '<h1>Holiday</h1>')).toBe(true);
  await expect(said).toContainText('Only poll files (.kpoll) can be dropped here.');
  expect(await drop(page, 'torn.kpoll', pollFileText(asked).slice(0, 80))).toBe(true);
  await expect(said).toContainText('“torn.kpoll” is not a poll file of Kpoll, or it is damaged.');
  expect(await drop(page, 'meet.kpoll', pollFileText(asked))).toBe(true);
  await expect(page.getByRole('textbox', { name: 'Question' })).toHaveValue(asked.question);
  expect(page.url()).toBe(before);
});

/** Resolves to whether the window kept the file from Chromium, which would show it in the window's place. */
function drop(page: Page, name: string, text: string): Promise<boolean> {
  return page.evaluate(
    ([fileName, content]) => {
      const dataTransfer = new DataTransfer();
      dataTransfer.items.add(new File([content], fileName));
      const event = new DragEvent('drop', { dataTransfer, bubbles: true, cancelable: true });
      document.body.dispatchEvent(event);
      return event.defaultPrevented;
    },
    [name, text] as const,
  );
}

async function saveDraft(page: Page): Promise<void> {
  await expect(page.getByRole('textbox', { name: 'Question' })).toHaveValue(asked.question);
  await page.getByRole('button', { name: 'Create poll' }).first().click();
  await expect(heading(page, asked.question)).toBeVisible();
}

async function contentsIn(folder: string): Promise<unknown[]> {
  const polls = await pollsOf(folder);
  return polls.map(({ question, type, options, min, max, reveal, changes, timeZone }) => ({
    ...{ question, type, min, max, reveal, changes, timeZone },
    options: options.map(({ label }) => ({ label })),
  }));
}

async function savePollAsFile(app: ElectronApplication, page: Page, folder: string): Promise<string> {
  const file = join(folder, 'saved.kpoll');
  const named = app.evaluate(
    ({ session }, path) =>
      new Promise<string>((resolve) => {
        session.defaultSession.once('will-download', (_event, item) => {
          item.setSavePath(path);
          item.once('done', () => resolve(item.getFilename()));
        });
      }),
    file,
  );
  await page.keyboard.press('Control+k');
  await page.keyboard.type('save poll as file');
  await page.keyboard.press('Enter');
  expect(await named).toBe('Where shall we meet.kpoll');
  expect(existsSync(file)).toBe(true);
  return file;
}
