import { _electron } from '@playwright/test';
import { mkdirSync } from 'node:fs';
import { startIngest } from '../integration/ingest-process.ts';
import { test } from './fixtures.ts';
import { journey } from './journey.ts';
import { saveThroughDialog } from './save-through-dialog.ts';

// This Electron is too old for the server's fastify, so the server runs beside it on Node and the desktop finds it there.
const executablePath = process.env['KPOLL_TEST_ELECTRON'] ?? 'no Electron: run "npm test -- e2e-electron"';

test('the same journey in a real Electron window', async ({ folder }) => {
  const server = await startIngest(folder);
  const args = ['--no-sandbox', 'out/test-electron/electron/main.cjs', '--data', folder];
  const desktop = await _electron.launch({ executablePath, args });
  try {
    const page = await desktop.firstWindow();
    await page.setViewportSize({ width: 1440, height: 900 });
    mkdirSync('out/screenshots', { recursive: true });
    await journey({
      page,
      folder,
      ingestUrl: server.url,
      screenshot: 'out/screenshots/journey-electron.png',
      joinNote: 'start Kpoll with --host 0.0.0.0',
      saveReport: saveThroughDialog(desktop, folder),
    });
  } finally {
    await desktop.close();
    await server.stop();
  }
});
