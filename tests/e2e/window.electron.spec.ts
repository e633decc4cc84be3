import { expect } from '@playwright/test';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test, windowOf } from './electron-window.ts';

test('the window comes back where it was', async ({ open, folder }) => {
  const first = await open();
  const place = { x: 40, y: 60, width: 900, height: 640 };
  await first.app.evaluate(({ BrowserWindow }, bounds) => {
    BrowserWindow.getAllWindows()[0]?.setBounds(bounds);
  }, place);
  await expect.poll(async () => (await windowOf(first.app))[0]).toMatchObject({ width: 900, height: 640 });
  const [left] = await windowOf(first.app);
  await first.app.close();
  const settings = JSON.parse(readFileSync(join(folder, 'settings.json'), 'utf8')) as { window: unknown };
  expect(settings.window).toEqual({ x: left?.x, y: left?.y, width: 900, height: 640, maximized: false });
  const again = await open();
  expect((await windowOf(again.app))[0]).toMatchObject({ width: 900, height: 640 });
});

test('ends when its window is closed, leaving the server that it did not start', async ({ open, server }) => {
  const { app } = await open();
  const exit = once(app.process(), 'exit');
  await app.evaluate(({ BrowserWindow }) => {
    BrowserWindow.getAllWindows()[0]?.close();
  });
  expect((await exit)[0]).toBe(0);
  expect((await fetch(`${server.url}/healthz`)).status).toBe(200);
});
