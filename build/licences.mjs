// Lists what ships of other people's work, with its licence, in docs/third-party-licences.md.
//   node build/licences.mjs
// Ships: the production dependencies with all that they need, and the packages that the sources import and the bundles take
// in. Electron ships as a program; what its package needs is for its installation alone.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { builtinModules } from 'node:module';
import { pathToFileURL } from 'node:url';
import { root } from './root.mjs';

/** @typedef {{ readonly name: string, readonly version: string, readonly licence: string, readonly place: string }} Shipped */
/**
 * @typedef {{
 *   readonly version?: string, readonly license?: string, readonly dev?: boolean, readonly link?: boolean,
 *   readonly dependencies?: Readonly<Record<string, string>>, readonly optionalDependencies?: Readonly<Record<string, string>>,
 *   readonly peerDependencies?: Readonly<Record<string, string>>, readonly peerDependenciesMeta?: Readonly<Record<string, { readonly optional?: boolean }>>,
 * }} LockEntry
 */
/** @typedef {Readonly<Record<string, LockEntry>>} Lock places of packages, as `node_modules/a/node_modules/b` */

export const listFile = join(root, 'docs/third-party-licences.md');
const shippedFolders = ['core', 'engines', 'ingest-server', 'main', 'electron', 'browser', 'renderer', 'participant'];

const allowed = new Set([
  ...['0BSD', 'Apache-2.0', 'BlueOak-1.0.0', 'BSD-2-Clause', 'BSD-3-Clause', 'CC0-1.0', 'ISC', 'MIT', 'Python-2.0', 'Unlicense', 'Zlib'],
]);

/** Whether an SPDX expression lets us ship: of `A OR B` one is enough, of `A AND B` both must do. @param {string} expression @returns {boolean} */
export function isAllowed(expression) {
  const text = expression.replace(/[()]/g, ' ').trim();
  if (/ AND /.test(text) && / OR /.test(text)) return false;
  if (text.includes(' AND ')) return text.split(' AND ').every((part) => allowed.has(part.trim()));
  return text.split(' OR ').some((part) => allowed.has(part.trim()));
}

/** @returns {Lock} */
export function readLock() {
  return JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')).packages;
}

/** Imports and re-exports from packages, in scripts and styles. */
const importPattern = /(?:^(?:(?:import|export)[^;'"=]*\sfrom|import|@import)\s*|\bimport\()['"]([^.'"][^'"]*)['"]/gm;

/** The packages that sources import, without what belongs to Node. @returns {readonly string[]} */
export function importedPackages() {
  const found = new Set();
  for (const folder of shippedFolders) {
    for (const name of readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })) {
      if (!/\.(tsx?|css)$/.test(name) || /\.config\.ts$/.test(name)) continue;
      const text = readFileSync(join(root, folder, name), 'utf8');
      for (const [, imported = ''] of text.matchAll(importPattern)) found.add(packageOf(imported));
    }
  }
  return [...found].filter((name) => !name.startsWith('node:') && !builtinModules.includes(name)).sort();
}

/** @param {string} module */
function packageOf(module) {
  return module
    .split('/')
    .slice(0, module.startsWith('@') ? 2 : 1)
    .join('/');
}

/** Where Node finds `name` from the package at `from`. @param {Lock} lock @param {string} from @param {string} name */
function placeOf(lock, from, name) {
  const parents = from.split('/node_modules/').map((_, index, parts) => parts.slice(0, index + 1).join('/node_modules/'));
  const places = [...parents.filter((parent) => parent !== '').reverse(), ''].map((parent) => join(parent, 'node_modules', name));
  return places.map((place) => place.replaceAll('\\', '/')).find((place) => place in lock);
}

/** What a package needs to run: peers that are a matter of choice are not needed. @param {LockEntry} entry */
function needsOf({ dependencies = {}, optionalDependencies = {}, peerDependencies = {}, peerDependenciesMeta = {} }) {
  const peers = Object.keys(peerDependencies).filter((name) => peerDependenciesMeta[name]?.optional !== true);
  return [...Object.keys(dependencies), ...Object.keys(optionalDependencies), ...peers];
}

/** Everything that ships, each version once. @param {Lock} lock @param {readonly string[]} imported @returns {readonly Shipped[]} */
export function listShipped(lock, imported) {
  const waiting = imported.map((name) => placeOrFail(lock, name));
  waiting.push(...Object.keys(lock).filter((place) => place !== '' && lock[place]?.dev !== true && lock[place]?.link !== true));
  const seen = new Set(waiting);
  for (const place of seen) {
    if (place === 'node_modules/electron' || isTypes(place)) continue;
    for (const name of needsOf(lock[place] ?? {})) {
      const needed = placeOf(lock, place, name);
      if (needed !== undefined) seen.add(needed);
    }
  }
  const rows = [...seen].filter((place) => !isTypes(place)).map((place) => shippedAt(lock, place));
  const unique = new Map(rows.map((row) => [`${row.name} ${row.version}`, row]));
  return [...unique.values()].sort((a, b) => (`${a.name} ${a.version}` < `${b.name} ${b.version}` ? -1 : 1));
}

/** Types are gone once the sources are bundled. @param {string} place */
function isTypes(place) {
  return place.includes('node_modules/@types/');
}

/** @param {Lock} lock @param {string} name */
function placeOrFail(lock, name) {
  const place = placeOf(lock, '', name);
  if (place === undefined) throw new Error(`${name} is imported, but package-lock.json does not know it. Run "npm install ${name}".`);
  return place;
}

/** @param {Lock} lock @param {string} place @returns {Shipped} */
function shippedAt(lock, place) {
  const { version = '', license } = lock[place] ?? {};
  const name = place.slice(place.lastIndexOf('node_modules/') + 'node_modules/'.length);
  return { name, version, licence: license ?? licenceInFolder(place), place };
}

/** For packages whose licence the lock file leaves out. @param {string} place */
function licenceInFolder(place) {
  const { license, licenses } = JSON.parse(readFileSync(join(root, place, 'package.json'), 'utf8'));
  const stated = license?.type ?? license ?? licenses?.map((/** @type {{ type: string }} */ { type }) => type).join(' OR ');
  return typeof stated === 'string' && stated !== '' ? stated : 'unknown';
}

/** @param {readonly Shipped[]} shipped */
export function render(shipped) {
  const lines = shipped.map(({ name, version, licence }) => `- ${name} ${version}: ${licence}`);
  return `# Third-party licences

Made by \`npm run licences\`; a test fails when it is out of date or when a licence is not one of those that may ship.

Kpoll itself is under the Apache License 2.0. What ships with it of other people's work: the packages that the servers load, and those that the bundles of the window and of
the phone page take in. Of libsql's packages for operating systems and processors, each computer gets its own one. Electron brings the licences of Chromium and
its parts with it (\`LICENSES.chromium.html\`). The full texts lie in each package's folder in \`node_modules\`.

${lines.join('\n')}
`;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const shipped = listShipped(readLock(), importedPackages());
  writeFileSync(listFile, render(shipped));
  const refused = shipped.filter(({ licence }) => !isAllowed(licence));
  console.log(`${shipped.length} packages are listed in docs/third-party-licences.md.`);
  for (const { name, licence } of refused) console.error(`${name} has the licence "${licence}", which may not ship without a decision.`);
  if (refused.length > 0) process.exitCode = 1;
}
