import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { root } from './root.mjs';

/** @param {string} name */
const stampFile = (name) => join(root, 'out', '.stamps', name);

/**
 * One hash over name, size and time of every file in the given places: a few milliseconds for the whole project.
 * @param {readonly string[]} places files or folders, relative to the project
 */
function hashOf(places) {
  const hash = createHash('sha256');
  for (const place of places) {
    const stat = statSync(join(root, place), { throwIfNoEntry: false });
    const names = stat?.isDirectory() ? readdirSync(join(root, place), { recursive: true, encoding: 'utf8' }).sort() : [''];
    for (const name of names) {
      const file = statSync(join(root, place, name), { throwIfNoEntry: false });
      if (file?.isFile()) hash.update(`${place}/${name} ${file.size} ${file.mtimeMs}\n`);
    }
  }
  return hash.digest('hex');
}

/**
 * Runs `build` unless it ran before on these very sources.
 * @param {{ name: string, sources: readonly string[], output: string, force: boolean, build: () => Promise<void> }} step
 */
export async function buildIfChanged({ name, sources, output, force, build }) {
  const hash = hashOf(sources);
  if (!force && readStamp(name) === hash && statSync(join(root, output), { throwIfNoEntry: false })) return false;
  await build();
  mkdirSync(dirname(stampFile(name)), { recursive: true });
  writeFileSync(stampFile(name), hash);
  return true;
}

/** @param {string} name */
function readStamp(name) {
  try {
    return readFileSync(stampFile(name), 'utf8');
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code === 'ENOENT') return undefined;
    throw error;
  }
}
