// Debian packages, where this process may install them.
import { existsSync } from 'node:fs';
import { run } from './run.mjs';

const canInstallDebian = () => process.platform === 'linux' && process.getuid?.() === 0 && existsSync('/usr/bin/apt-get');

let listsAreFresh = false;

/**
 * Names separated by | are alternatives: the first that this Debian knows is taken. Resolves to false where nothing was installed.
 * @param {readonly string[]} names
 */
export async function installDebian(names) {
  if (!canInstallDebian()) return false;
  console.log(`Installing Debian packages: ${names.join(' ')}`);
  if (!listsAreFresh) await run('apt-get', ['update', '-qq'], { capture: true });
  listsAreFresh = true;
  const known = await Promise.all(names.map(knownDebian));
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const { code, output } = await run('apt-get', ['install', '-y', '-qq', '--no-install-recommends', ...known], { env, capture: true });
  if (code !== 0) console.log(output.trim());
  return code === 0;
}

/** @param {string} alternatives */
async function knownDebian(alternatives) {
  const names = alternatives.split('|');
  for (const name of names) if ((await run('apt-cache', ['show', name], { capture: true })).code === 0) return name;
  return names.at(-1) ?? alternatives;
}

/** @param {string} program */
export async function isOnPath(program) {
  return (await run(process.platform === 'win32' ? 'where' : 'which', [program], { capture: true })).code === 0;
}
