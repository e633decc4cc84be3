// npm run screenshots: takes the pictures of README.md from the real program, in a browser and, where the tests' Electron runs, in a window.
import { ensureInstalled } from './install.mjs';

await ensureInstalled();
const { join } = await import('node:path');
const { root } = await import('./root.mjs');
const { run } = await import('./run.mjs');
const { ensureChromium, ensureTestElectron } = await import('./test-tools.mjs');

const chromium = await ensureChromium();
if ('reason' in chromium) {
  console.error(chromium.reason);
  process.exit(1);
}
const electron = await ensureTestElectron();
if ('reason' in electron) console.log(`No picture of the window: ${electron.reason}.`);
const display = 'reason' in electron || process.env.DISPLAY ? [] : ['xvfb-run', '-a', '-s', '-screen 0 1920x1080x24'];
const [command = process.execPath, ...before] = [...display, process.execPath];
const env = { ...process.env, KPOLL_CHROMIUM: chromium.path, ...('path' in electron && { KPOLL_TEST_ELECTRON: electron.path }) };
const playwright = [join(root, 'node_modules/@playwright/test/cli.js'), 'test', '--config', 'tests/screenshots/playwright.config.ts'];
process.exitCode = (await run(command, [...before, ...playwright], { env })).code;
