// The licences' texts of what ships, for the package: every package's own words, or, where it brings none, those that its licence has.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../root.mjs';
import { PackageProblem } from './problem.mjs';

/** @typedef {import('../licences.mjs').Shipped} Shipped */
/** @typedef {{ readonly name: string, readonly version: string, readonly licence: string, readonly text: string }} Notice */

const licenceFile = /^(licen[cs]e|copying|notice|copyrightnotice)/i;

/**
 * One notice for each package that is in node_modules; those for other operating systems are not. Throws where no text is known.
 * @param {readonly Shipped[]} shipped @returns {readonly Notice[]}
 */
export function collectNotices(shipped) {
  return shipped
    .filter(({ name, place }) => name !== 'electron' && existsSync(join(root, place)))
    .map(({ name, version, licence, place }) => ({ name, version, licence, text: textOf(place, licence) }));
}

/** @param {string} place @param {string} licence */
function textOf(place, licence) {
  const folder = join(root, place);
  const names = readdirSync(folder).filter((name) => licenceFile.test(name));
  const texts = names.map((name) => readFileSync(join(folder, name), 'utf8').trim());
  if (texts.length > 0) return texts.join('\n\n');
  if (licence === 'MIT') return `Copyright ${authorOf(folder)}\n\n${readFileSync(join(root, 'build/package/mit.txt'), 'utf8').trim()}`;
  throw new PackageProblem(
    `${place} ships without the text of its licence (${licence}). Put the text into build/package and teach notices.mjs to use it.`,
  );
}

/** @param {string} folder */
function authorOf(folder) {
  const { author, name } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  const text = typeof author === 'string' ? author : author?.name;
  return text ? text.replace(/\s*<[^>]*>/, '') : `the authors of ${name}`;
}

/** @param {readonly Notice[]} notices */
export function renderNotices(notices) {
  const rule = '='.repeat(80);
  const parts = notices.map(({ name, version, licence, text }) => `${rule}\n${name} ${version} (${licence})\n${rule}\n\n${text}\n`);
  return `Kpoll contains work of others, under these licences. Electron and Chromium: see LICENSE.electron.txt and LICENSES.chromium.html.\n\n${parts.join('\n')}`;
}

/** What Debian keeps of a package in /usr/share/doc. @param {string} licence Kpoll's own @param {readonly Notice[]} notices */
export function renderCopyright(licence, notices) {
  return `Kpoll is under the following licence.\n\n${licence.trim()}\n\n${renderNotices(notices)}`;
}
