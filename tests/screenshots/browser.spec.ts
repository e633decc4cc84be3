import { expect } from '@playwright/test';
import { test } from '../e2e/fixtures.ts';
import { createAuthor, holdAssembly, talk } from './assembly.ts';
import { desk, hall, oneNetwork, openToAll, picture, pocket } from './pictures.ts';

process.env['NODE_OPTIONS'] = `--require ${oneNetwork}`;

test.describe('a newcomer', () => {
  test.use({ whose: 'newcomer' });

  test('the tour', async ({ page, start }) => {
    const product = await start(openToAll);
    await page.setViewportSize(desk);
    await page.goto(product.dashboard);
    const tour = page.getByRole('dialog', { name: 'Kpoll in three steps' });
    await tour.getByRole('button', { name: 'Next' }).click();
    await expect(tour.getByRole('heading', { name: '2. Let phones in' })).toBeVisible();
    await picture(page, 'tour');
  });
});

test('an assembly: history, the live view while votes come in, the big screen and a phone', async ({ page, browser, start, folder }) => {
  const product = await start(openToAll);
  const author = createAuthor(folder);
  const held = await holdAssembly(author);
  await page.setViewportSize(desk);
  await page.goto(product.dashboard);

  await page.getByText(held.question, { exact: true }).first().click();
  await expect(page.getByTestId('result-state')).toHaveText('Final');
  await page.keyboard.press('2');
  await expect(page.getByRole('heading', { name: 'Timeline' })).toBeVisible();
  await picture(page, 'history');

  const poll = await author.open(await author.make({ ...talk, changes: 'until-close' }));
  const phone = await browser.newPage({ viewport: pocket, deviceScaleFactor: 2 });
  await phone.goto(`${author.url}/p/${poll.code}`);
  await phone.locator('.option', { hasText: 'Listening at scale' }).click();
  await picture(phone, 'phone');

  await page.getByText(talk.question, { exact: true }).first().click();
  const voting = author.vote(poll, 420, 12, 7);
  await expect.poll(async () => Number(await page.getByTestId('figure-voters').textContent()), { timeout: 120_000 }).toBeGreaterThan(300);
  await picture(page, 'live');
  await page.setViewportSize(hall);
  await page.keyboard.press('f');
  await expect(page.getByRole('dialog', { name: 'On the big screen' })).toBeVisible();
  await picture(page, 'presenter');
  await voting;
});
