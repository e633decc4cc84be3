import type { ElectronApplication } from '@playwright/test';
import { expect } from '@playwright/test';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { chmodSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { dirname, join } from 'node:path';
import { layOutProgram } from './installed-program.ts';
import { answerDialogs, electronOfTests, openPollIn, stateOf, test, voteIn } from './lone-desktop.ts';

const checkForUpdates = (app: ElectronApplication) =>
  app.evaluate(({ Menu }) => {
    const help = Menu.getApplicationMenu()?.items.find(({ label }) => label === 'Help');
    help?.submenu?.items.find(({ label }) => label === 'Check for updates…')?.click();
  });

test('the menu asks for updates, and a Kpoll that does not update itself says why', async ({ openAlone }) => {
  const { app, page } = await openAlone({ tray: false });
  await checkForUpdates(app);
  const dialog = page.getByRole('dialog', { name: 'Updates' });
  await expect(dialog).toContainText('This Kpoll was started from its sources');
  await expect(dialog.getByRole('button', { name: 'Check now' })).toBeHidden();
  await page.keyboard.press('Escape');
  await page.keyboard.press(',');
  await expect(page.getByRole('region', { name: 'Updates' })).toContainText('This Kpoll was started from its sources');
});

/** A stand-in for a program of a version: it writes down that it was put in place. */
const programOf = (version: string) => `#!/bin/sh\necho "${version}" > "$(dirname "$0")/put-in-place"\n`;

test('a newer version is found, downloaded while people vote, and put in place only when Kpoll has quit', async ({ openAlone, folder }) => {
  const web = await publish('0.0.2');
  const installed = layOutProgram(electronOfTests, folder, { version: '0.0.1', updatesFrom: web.url });
  writeFileSync(installed.appImage, programOf('0.0.1'));
  chmodSync(installed.appImage, 0o755);
  const { app, page, child } = await openAlone({ tray: false, installed });
  const { id } = await openPollIn(folder, 'Tea or coffee?');
  await page.getByText('Tea or coffee?').first().waitFor();

  await checkForUpdates(app);
  const dialog = page.getByRole('dialog', { name: 'Updates' });
  await expect(dialog).toContainText('Kpoll 0.0.2 is available.');
  await expect(dialog.getByLabel('What is new in Kpoll 0.0.2')).toHaveText('Calmer <b>bars</b>');
  expect(web.asked).not.toContain('/Kpoll-0.0.2.AppImage');
  await dialog.getByRole('button', { name: 'Download' }).click();
  await expect(dialog).toContainText('Kpoll 0.0.2 is ready. It is installed when you quit Kpoll');
  expect(await voteIn(folder, id, 1)).toBe(204);
  expect(await stateOf(folder, id)).toBe('open');
  expect(readFileSync(installed.appImage, 'utf8')).toBe(programOf('0.0.1'));

  // “Close the poll and quit”
  await answerDialogs(app, 2);
  const gone = once(child, 'exit');
  await app.evaluate(({ app: program }) => program.quit());
  await gone;
  expect(readFileSync(installed.appImage, 'utf8')).toBe(programOf('0.0.2'));
  expect(readFileSync(join(dirname(installed.appImage), 'put-in-place'), 'utf8')).toBe('0.0.2\n');
  web.stop();
});

/** A web server with one version on it. */
async function publish(version: string) {
  const file = `Kpoll-${version}.AppImage`;
  const content = programOf(version);
  const sha512 = createHash('sha512').update(content).digest('base64');
  const files = [{ url: file, sha512, size: Buffer.byteLength(content) }];
  const news = { version, files, path: file, sha512, releaseNotes: '<p>Calmer &lt;b&gt;bars&lt;/b&gt;</p>', releaseDate: '2026-11-01' };
  const asked: string[] = [];
  const server = createServer((request, response) => {
    const path = (request.url ?? '').replace(/\?.*$/, '');
    asked.push(path);
    if (path === '/latest-linux.yml') response.end(JSON.stringify(news));
    else if (path === `/${file}`) response.end(content);
    else response.writeHead(404).end();
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked,
    stop() {
      server.close();
      server.closeAllConnections();
    },
  };
}
