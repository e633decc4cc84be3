// Runs before anything is installed: Node's own modules only.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './root.mjs';
import { runNpm } from './run.mjs';

/**
 * The packages of a lock file by place.
 * @param {string} file
 * @returns {Record<string, { version?: string, optional?: boolean, devOptional?: boolean, peer?: boolean }> | undefined}
 */
function readPackages(file) {
  try {
    return JSON.parse(readFileSync(join(root, file), 'utf8')).packages;
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code === 'ENOENT') return undefined;
    throw error;
  }
}

/** Whether what lies in node_modules is what package-lock.json asks for; by content, as times say little after a clone. */
export function isInstalled() {
  const wanted = readPackages('package-lock.json');
  const present = readPackages('node_modules/.package-lock.json');
  if (wanted === undefined || present === undefined) return false;
  return Object.entries(wanted).every(
    ([place, { version, optional, devOptional }]) => place === '' || optional || devOptional || present[place]?.version === version,
  );
}

/** Installs the npm packages where they are missing or of another version than the lock file says. */
export async function ensureInstalled() {
  if (isInstalled()) return;
  console.log('Installing the npm packages that package-lock.json names (npm ci). This takes a minute the first time.');
  const { code } = await runNpm(['ci', '--no-audit', '--no-fund', '--loglevel=error']);
  if (code !== 0) {
    console.error('npm ci failed: see above. Kpoll needs Node 20.19 or newer, npm, and access to the npm registry for this first step.');
    process.exit(code);
  }
}
