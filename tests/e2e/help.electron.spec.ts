import { expect } from '@playwright/test';
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { openPollIn, test } from './lone-desktop.ts';

test('the log is in a file of its own; logs and diagnostics are in the menu', async ({ openAlone, folder }) => {
  const { app } = await openAlone({ tray: false });
  await openPollIn(folder, 'Who shall be mayor?');
  await app.evaluate(({ shell, clipboard }) => {
    shell.showItemInFolder = (path) => void ((globalThis as { shown?: string }).shown = path);
    clipboard.writeText = async (text) => {
      (globalThis as { copied?: string }).copied = text;
    };
  });
  const choose = (label: string) =>
    app.evaluate(({ Menu }, wanted) => {
      const help = Menu.getApplicationMenu()?.items.find((item) => item.label === 'Help');
      help?.submenu?.items.find((item) => item.label === wanted)?.click();
    }, label);
  const seen = () =>
    app.evaluate(() => {
      const { shown = '', copied = '' } = globalThis as { shown?: string; copied?: string };
      return { shown, copied };
    });

  const file = join(folder, 'logs', 'kpoll.log');
  await choose('Show logs');
  await expect.poll(async () => (await seen()).shown).toBe(file);
  expect(statSync(file).mode & 0o777).toBe(0o600);

  await choose('Copy diagnostics');
  await expect.poll(async () => (await seen()).copied).toContain('Polls: 1 open');
  const { copied } = await seen();
  expect(copied).toContain('Electron 9.');
  expect(copied).not.toContain('mayor');
  expect(copied).not.toContain(readFileSync(join(folder, 'author-token'), 'utf8').trim());
});

test('that the vote server broke down and runs again stands in the log', async ({ openAlone, folder }) => {
  await openAlone({ tray: false });
  const { pid } = JSON.parse(readFileSync(join(folder, 'server.json'), 'utf8')) as { pid: number };
  process.kill(pid, 'SIGKILL');
  const log = () => readFileSync(join(folder, 'logs', 'kpoll.log'), 'utf8');
  await expect.poll(log, { timeout: 30_000 }).toContain('the ingest server has ended');
  await expect.poll(log, { timeout: 30_000 }).toContain('the ingest server is up again');
});
