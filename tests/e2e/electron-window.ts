import type { ElectronApplication, Page } from '@playwright/test';
import { _electron, expect } from '@playwright/test';
import type { ChildProcess } from 'node:child_process';
import type { IngestProcess } from '../integration/ingest-process.ts';
import { startIngest } from '../integration/ingest-process.ts';
import { test as base } from './fixtures.ts';

const executablePath = process.env['KPOLL_TEST_ELECTRON'] ?? 'no Electron: run "npm test -- e2e-electron"';

/** The installed app, whose server runs beside it. */
interface Desktop {
  readonly app: ElectronApplication;
  readonly page: Page;
}

export const test = base.extend<{ readonly server: IngestProcess; readonly open: () => Promise<Desktop> }>({
  server: async ({ folder }, use) => {
    const server = await startIngest(folder);
    await use(server);
    await server.stop();
  },
  open: async ({ folder, server }, use) => {
    const opened: { readonly app: ElectronApplication; readonly child: ChildProcess }[] = [];
    await use(async () => {
      expect(server.folder).toBe(folder);
      // A camera that can be asked for, or refusing it would show nothing.
      const args = ['--no-sandbox', '--use-fake-device-for-media-stream', 'out/test-electron/electron/main.cjs', '--data', folder];
      const app = await _electron.launch({ executablePath, args });
      opened.push({ app, child: app.process() });
      const page = await app.firstWindow();
      await page.getByRole('button', { name: 'New poll' }).first().waitFor();
      return { app, page };
    });
    for (const { app, child } of opened) if (child.exitCode === null) await app.close();
  },
});

export const windowOf = (app: ElectronApplication) =>
  app.evaluate(({ BrowserWindow }) =>
    BrowserWindow.getAllWindows().map((window) => ({ url: window.webContents.getURL(), ...window.getNormalBounds() })),
  );
