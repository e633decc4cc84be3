// libsql comes in parts, one for each system and processor. npm installs those of this computer; a package for another processor needs that one's.
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { root } from '../root.mjs';
import { run, runNpm } from '../run.mjs';
import { PackageProblem } from './problem.mjs';

/** @typedef {'x64' | 'arm64' | 'universal'} PackageArch */

const suffixes = { linux: '-gnu', darwin: '', win32: '-msvc' };

/** Every part that libsql knows, with its version. @returns {Readonly<Record<string, string>>} */
export function knownParts() {
  return JSON.parse(readFileSync(join(root, 'node_modules/libsql/package.json'), 'utf8')).optionalDependencies;
}

/**
 * The parts that a package needs. Throws where libsql has none for that computer.
 * @param {import('./targets.mjs').System} system @param {PackageArch} arch @returns {readonly string[]}
 */
export function partsFor(system, arch) {
  const archs = arch === 'universal' ? ['x64', 'arm64'] : [arch];
  const names = archs.map((one) => `@libsql/${system}-${one}${suffixes[system]}`);
  const missing = names.find((name) => !(name in knownParts()));
  if (missing !== undefined)
    throw new PackageProblem(`There is no ${missing}, without which Kpoll cannot keep votes there: build for x64.`);
  return names;
}

/** Fetches the parts that npm left out, as they are for other processors. Throws with a sentence where that fails. @param {readonly string[]} names */
export async function ensureParts(names) {
  for (const name of names) {
    const folder = join(root, 'node_modules', name);
    if (!existsSync(join(folder, 'package.json'))) await fetchPart(name, folder);
  }
}

/** @param {string} name @param {string} folder */
async function fetchPart(name, folder) {
  console.log(`Fetching ${name}, which this package needs and this computer does not.`);
  const scratch = mkdtempSync(join(tmpdir(), 'kpoll-part-'));
  try {
    const { code } = await runNpm(['pack', '--silent', '--pack-destination', scratch, `${name}@${knownParts()[name]}`]);
    const [archive] = readdirSync(scratch);
    mkdirSync(folder, { recursive: true });
    const unpacked =
      archive !== undefined && (await run('tar', ['-xzf', join(scratch, archive), '-C', folder, '--strip-components=1'])).code === 0;
    if (code === 0 && unpacked) return;
    rmSync(folder, { recursive: true, force: true });
    throw new PackageProblem(`${name} could not be fetched with "npm pack": see above. It needs access to the npm registry.`);
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}
