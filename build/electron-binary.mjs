// Where Electron's program is, or why it cannot be used here. Node's own modules only.
import { existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { root } from './root.mjs';
import { run } from './run.mjs';

const folder = join(root, 'node_modules/electron');
const triedFile = join(root, '.cache/electron-download-failed');
const downloadLimitMs = 300_000;
const tryAgainAfterMs = 24 * 3_600_000;

const programs = { darwin: 'Electron.app/Contents/MacOS/Electron', win32: 'electron.exe' };

function program() {
  const name = process.platform === 'darwin' || process.platform === 'win32' ? programs[process.platform] : 'electron';
  return join(folder, 'dist', name);
}

/** A reason why no window can be opened on this computer, or undefined. */
function whyNoWindow() {
  if (process.platform !== 'linux') return undefined;
  if (!process.env.DISPLAY && !process.env.WAYLAND_DISPLAY) return 'This computer has no display.';
  return process.getuid?.() === 0 ? 'Electron does not run as root.' : undefined;
}

/**
 * Finds Electron's program, downloading it where it is missing.
 * @returns {Promise<{ program: string } | { reason: string }>}
 */
export async function findElectron() {
  const reason = whyNoWindow();
  if (reason !== undefined) return { reason };
  if (existsSync(program())) return { program: program() };
  if (failedLately()) return { reason: howToGetElectron };
  console.log('Downloading the Electron program (about 110 MB, once). To go on without it: Ctrl+C, then npm start -- --browser');
  if ((await installElectron()) !== undefined) {
    rmSync(triedFile, { force: true });
    return { program: program() };
  }
  mkdirSync(dirname(triedFile), { recursive: true });
  writeFileSync(triedFile, version());
  return { reason: howToGetElectron };
}

/** The folder of the Electron for this computer, fetched where it is missing; undefined where that fails. */
export async function installElectron() {
  if (!existsSync(program())) await run(process.execPath, [join(folder, 'install.js')], { capture: true, timeoutMs: downloadLimitMs });
  return existsSync(program()) ? join(folder, 'dist') : undefined;
}

export const howToGetElectron =
  'The Electron program could not be downloaded. To get it, run "npx install-electron" with an open connection to the Internet (behind a proxy or mirror: set ELECTRON_MIRROR first).';

function version() {
  return String(JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')).version);
}

/** A start must not wait for the same hopeless download every time. */
function failedLately() {
  const tried = statSync(triedFile, { throwIfNoEntry: false });
  return tried !== undefined && Date.now() - tried.mtimeMs < tryAgainAfterMs && readFileSync(triedFile, 'utf8') === version();
}
