import type { Page } from '@playwright/test';
import { expect, test as base } from '@playwright/test';
import type { AuthorPollView } from '../../core/contract/http.ts';
import type { IngestProcess } from '../integration/ingest-process.ts';
import { makeFolder, makePoll, openPoll, readAsAuthor, setState, startIngest, vote } from '../integration/ingest-process.ts';

const test = base.extend<object, { server: IngestProcess }>({
  server: [
    async ({ browserName: _ }, use) => {
      const { folder, remove } = makeFolder();
      const server = await startIngest(folder);
      await use(server);
      await server.stop();
      remove();
    },
    { scope: 'worker' },
  ],
});

const cookiesIn = async (page: Page, { url }: IngestProcess) =>
  (await page.context().cookies(url)).map(({ name, value }) => `${name}=${value}`).join('; ');

const question = { question: 'Tea or coffee?', options: ['Tea', 'Coffee', 'Neither'] };
const pageOf = (server: IngestProcess, poll: AuthorPollView) => `${server.url}/p/${poll.code}`;
const button = (page: Page) => page.locator('[data-send]');
const pick = (page: Page, label: string) => page.locator('.option', { hasText: new RegExp(`^${label}$`) }).click();
const recorded = (page: Page) => page.getByRole('heading', { name: 'Your vote is recorded' });

test('a voter joins by code, votes, and watches the result move until it is final', async ({ page, server }) => {
  const poll = await openPoll(server, question);
  await page.goto(server.url);
  await page.getByLabel('Code').fill(` ${poll.code.slice(0, 3).toLowerCase()} ${poll.code.slice(3)}`);
  await page.getByRole('button', { name: 'Join' }).click();
  await expect(page.getByRole('heading', { name: 'Tea or coffee?' })).toBeVisible();
  await pick(page, 'Coffee');
  await page.getByRole('button', { name: 'Vote' }).click();
  await expect(recorded(page)).toBeFocused();
  const coffee = page.locator('[data-result] [data-option="2"]');
  await expect(coffee).toContainText('1 vote');
  await expect(coffee).toContainText('Your choice');
  expect((await vote(server, poll.id, { option: 1 })).status).toBe(204);
  await expect(page.getByText('2 people have voted')).toBeVisible();
  await expect(coffee).toContainText('50 %');
  await setState(server, poll.id, 'closed');
  await expect(page.getByRole('heading', { name: 'Final result' })).toBeVisible();
  await expect(page.getByText('Closed', { exact: true })).toBeVisible();
});

test('a vote that gets no answer is sent again by itself, the same vote, and counts once', async ({ page, server }) => {
  const poll = await openPoll(server, question);
  const bodies: (string | null)[] = [];
  await page.route('**/vote', async (route) => {
    bodies.push(route.request().postData());
    if (bodies.length === 1) await route.fulfill({ status: 503, headers: { 'retry-after': '1' }, body: '' });
    else if (bodies.length === 2) await route.abort('connectionreset');
    else if (bodies.length === 3) {
      await route.fetch(); // It reaches the server; only the answer is lost.
      await route.abort('connectionreset');
    } else await route.continue();
  });
  await page.goto(pageOf(server, poll));
  await pick(page, 'Tea');
  await button(page).click();
  await expect(button(page)).toHaveText(/Trying again in \d+ s/);
  await expect(page.locator('[data-status]')).toContainText('it counts once');
  await expect(recorded(page)).toBeVisible({ timeout: 30_000 });
  expect(new Set(bodies).size).toBe(1);
  expect(bodies.length).toBe(4);
  await expect.poll(async () => (await readAsAuthor(server, poll.id)).result).toMatchObject({ voters: 1, duplicates: 0 });
});

test('a vote that came in time, and whose answer was lost, is told as recorded although the poll has closed since', async ({
  page,
  server,
}) => {
  const poll = await openPoll(server, { ...question, reveal: 'always' });
  let isLost = true;
  await page.route('**/vote', async (route) => {
    if (!isLost) return route.continue();
    isLost = false;
    await route.fetch();
    await setState(server, poll.id, 'closed');
    return route.abort('connectionreset');
  });
  await page.goto(pageOf(server, poll));
  await pick(page, 'Tea');
  await button(page).click();
  await expect(page.locator('[data-choice]')).toHaveText('Tea', { timeout: 30_000 });
  await expect(page.getByRole('alert')).toHaveCount(0);
  await expect(page.getByText('Closed', { exact: true })).toBeVisible();
  await expect.poll(async () => (await readAsAuthor(server, poll.id)).result).toMatchObject({ voters: 1, final: true });
});

test('a vote of which nobody knows is told so, also after a reload', async ({ page, server }) => {
  const poll = await openPoll(server, question);
  await page.route('**/vote', (route) => route.abort('internetdisconnected'));
  await page.goto(pageOf(server, poll));
  await pick(page, 'Tea');
  await button(page).click();
  await expect(button(page)).toHaveText(/Trying again/);
  await setState(server, poll.id, 'closed');
  await page.reload();
  await expect(page.getByRole('status')).toHaveText('Asking whether your vote was recorded…');
  await page.unroute('**/vote');
  await expect(page.getByRole('alert')).toHaveText(
    /Voting is over\. An earlier try of your vote was not confirmed: it may have been recorded/,
  );
  await expect(page.getByRole('alert')).toBeFocused();
});

test('a changed vote whose answer was lost is asked for again after a reload, although the poll has closed since', async ({
  page,
  server,
}) => {
  const poll = await openPoll(server, { ...question, changes: 'until-close' });
  await page.goto(pageOf(server, poll));
  await pick(page, 'Tea');
  await button(page).click();
  await expect(recorded(page)).toBeVisible();
  await page.getByText('Change my vote').click();
  await pick(page, 'Coffee');
  let hasArrived = false;
  await page.route('**/vote', async (route) => {
    if (!hasArrived) {
      hasArrived = true;
      await vote(server, poll.id, JSON.parse(route.request().postData() ?? '') as object, await cookiesIn(page, server));
      await setState(server, poll.id, 'closed');
    }
    await route.abort('connectionreset');
  });
  await button(page).click();
  await expect(button(page)).toHaveText(/Trying again/);
  await page.reload();
  await page.unroute('**/vote');
  await expect(page.locator('[data-choice]')).toHaveText('Coffee');
  await expect(page.getByRole('alert')).toHaveCount(0);
});

test('a reload while a vote is on its way goes on sending it', async ({ page, server }) => {
  const poll = await openPoll(server, question);
  await page.route('**/vote', (route) => route.abort('internetdisconnected'));
  await page.goto(pageOf(server, poll));
  await pick(page, 'Neither');
  await button(page).click();
  await expect(button(page)).toHaveText(/Trying again/);
  await page.unroute('**/vote');
  await page.reload();
  await expect(recorded(page)).toBeVisible();
  await expect(page.locator('[data-choice]')).toHaveText('Neither');
});

test('the page follows the poll: not open, open, paused with the choice kept, open, closed', async ({ page, server }) => {
  const poll = await makePoll(server, { ...question, reveal: 'never' });
  await page.goto(pageOf(server, poll));
  await expect(page.getByText('Not open yet')).toBeVisible();
  await expect(page.getByText('Tea or coffee?')).toBeHidden();
  await setState(server, poll.id, 'open');
  await pick(page, 'Coffee');
  await setState(server, poll.id, 'paused');
  await expect(page.getByText('Voting is paused for a moment')).toBeVisible();
  await expect(page.getByRole('button', { name: 'Paused' })).toBeDisabled();
  await setState(server, poll.id, 'open');
  await expect(page.getByRole('button', { name: 'Vote' })).toBeEnabled();
  await expect(page.getByLabel('Coffee')).toBeChecked();
  await setState(server, poll.id, 'closed');
  await expect(page.getByText('No vote of this device was confirmed')).toBeVisible();
  await expect(page.getByText('is not shown here')).toBeVisible();
});

test('a vote can be changed until the close where the poll says so', async ({ page, server }) => {
  const poll = await openPoll(server, { ...question, changes: 'until-close', reveal: 'after-voting' });
  await page.goto(pageOf(server, poll));
  await expect(page.locator('[data-result]')).toHaveCount(0);
  await pick(page, 'Tea');
  await button(page).click();
  await expect(recorded(page)).toBeVisible();
  await page.getByText('Change my vote').click();
  await pick(page, 'Coffee');
  await page.getByRole('button', { name: 'Send the new vote' }).click();
  await expect(page.locator('[data-choice]')).toHaveText('Coffee');
  await expect(page.locator('[data-result] [data-option="1"]')).toContainText('0 votes');
  await expect(page.locator('[data-result] [data-option="2"]')).toContainText('1 vote');
});

test('several options: never more than allowed, and remembered after a reload', async ({ page, server }) => {
  const poll = await openPoll(server, { question: 'Pick two', options: ['A1', 'B2', 'C3', 'D4'], type: 'multiple', min: 2, max: 2 });
  await page.goto(pageOf(server, poll));
  await expect(page.getByText('Choose exactly 2.')).toBeVisible();
  await pick(page, 'B2');
  await button(page).click();
  await expect(page.locator('[data-status]')).toHaveText('Choose 1 more.');
  await pick(page, 'D4');
  // Locked, but a person may tap it all the same.
  await page.getByLabel('A1').click({ force: true });
  await expect(page.getByLabel('A1')).not.toBeChecked();
  await button(page).click();
  await expect(page.locator('[data-choice]')).toHaveText('B2D4');
  await page.reload();
  await expect(page.locator('[data-choice]')).toHaveText('B2D4');
});

test('a refused vote says why and what to do next', async ({ page, server }) => {
  const poll = await openPoll(server, question);
  const problem = { type: 'urn:kpoll:problem:late', title: 'Late', status: 409, detail: 'x', code: 'late' };
  await page.route('**/vote', (route) =>
    route.fulfill({ status: 409, contentType: 'application/problem+json', body: JSON.stringify(problem) }),
  );
  await page.goto(pageOf(server, poll));
  await pick(page, 'Tea');
  await button(page).click();
  await expect(page.getByRole('alert')).toHaveText(/came just after the close and was not counted/);
  await expect(page.getByRole('alert')).toBeFocused();
});

test.describe('without script', () => {
  test.use({ javaScriptEnabled: false });

  test('a voter votes, changes the vote and sees the result', async ({ page, server }) => {
    const poll = await openPoll(server, { ...question, changes: 'until-close' });
    await page.goto(pageOf(server, poll));
    await pick(page, 'Tea');
    await button(page).click();
    await expect(recorded(page)).toBeVisible();
    await page.getByText('Change my vote').click();
    await pick(page, 'Neither');
    await button(page).click();
    await expect(page.locator('[data-choice]')).toHaveText('Neither');
    await expect.poll(async () => (await readAsAuthor(server, poll.id)).result).toMatchObject({ voters: 1, duplicates: 1 });
  });

  test('a wrong code is told kindly, and can be corrected', async ({ page, server }) => {
    await page.goto(`${server.url}/join?code=nope12`);
    await expect(page.getByRole('alert')).toContainText('nope12');
    await expect(page.getByLabel('Code')).toHaveValue('nope12');
  });
});

const long = 'Donaudampfschifffahrtsgesellschaftskapitän '.repeat(4).trim();
for (const [name, texts] of Object.entries({
  'long words': { question: long, options: [long, 'No'] },
  'right to left': { question: 'ما هو الموضوع الذي تريدون؟', options: ['المناخ والطاقة', 'تاريخ الحوسبة'] },
  'forty options': { question: 'Which?', options: Array.from({ length: 40 }, (_, index) => `Option ${index + 1}`) },
})) {
  test(`fits a window of 320 pixels with text at 200 %, by keyboard: ${name}`, async ({ page, server }) => {
    const poll = await openPoll(server, texts);
    await page.setViewportSize({ width: 320, height: 640 });
    await page.goto(pageOf(server, poll));
    await page.evaluate(() => {
      document.documentElement.style.fontSize = '200%';
    });
    const overflow = () => page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
    expect(await overflow()).toBeLessThanOrEqual(0);
    for (const box of [await page.locator('.option').first().boundingBox(), await button(page).boundingBox()]) {
      expect(box?.height).toBeGreaterThanOrEqual(48);
    }
    await page.keyboard.press('Tab');
    await page.keyboard.press('Space');
    await page.keyboard.press('Enter');
    await expect(recorded(page)).toBeVisible();
    expect(await overflow()).toBeLessThanOrEqual(0);
  });
}

test('a phone learns when voting closes, also when that is changed, and in its own time zone', async ({ browser, server }) => {
  const poll = await openPoll(server, { ...question, timeZone: 'Asia/Tokyo' });
  const context = await browser.newContext({ timezoneId: 'Europe/Lisbon' });
  const page = await context.newPage();
  await page.goto(pageOf(server, poll));
  const line = page.locator('[data-closes]');
  await expect(line).toBeHidden();
  await pick(page, 'Coffee');
  const schedule = (closing: unknown) => server.author('PATCH', `/polls/${poll.id}`, { closing });
  const at = new Date(Math.ceil(Date.now() / 60_000) * 60_000 + 600_000);
  const shown = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', timeZone: 'Europe/Lisbon' }).format(at);
  await schedule({ at: at.toISOString() });
  await expect(line).toContainText(shown);
  await expect(page.getByRole('radio', { name: 'Coffee' }), 'nothing else moved').toBeChecked();
  await page.reload();
  await expect(line).toContainText(shown);
  await schedule(null);
  await expect(line).toBeHidden();
  await context.close();
});
