import { _electron, expect } from '@playwright/test';
import { test } from '../e2e/fixtures.ts';
import { startIngest } from '../integration/ingest-process.ts';
import { createAuthor, holdAssembly, talk } from './assembly.ts';
import { desk, oneNetwork, openToAll, picture } from './pictures.ts';

const executablePath = process.env['KPOLL_TEST_ELECTRON'];

test('the window of the installed program', async ({ folder }) => {
  test.skip(executablePath === undefined, 'There is no Electron here to take a picture of.');
  const server = await startIngest(folder, openToAll);
  const args = ['--no-sandbox', '--require', oneNetwork, 'out/test-electron/electron/main.cjs', '--data', folder];
  const desktop = await _electron.launch({ ...(executablePath !== undefined && { executablePath }), args });
  try {
    const author = createAuthor(folder);
    await holdAssembly(author);
    const page = await desktop.firstWindow();
    await page.setViewportSize(desk);
    const poll = await author.open(await author.make(talk));
    await page.getByText(talk.question, { exact: true }).first().click();
    const voting = author.vote(poll, 360, 20, 7);
    await expect.poll(async () => Number(await page.getByTestId('figure-voters').textContent()), { timeout: 120_000 }).toBeGreaterThan(280);
    await picture(page, 'window');
    await voting;
  } finally {
    await desktop.close();
    await server.stop();
  }
});
