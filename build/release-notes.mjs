// node build/release-notes.mjs VERSION: prints what CHANGELOG.md says of a version, as the notes of its release.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { root } from './root.mjs';

const heading = /^## \[?v?([^\]\s]+)\]?(?: - \d{4}-\d{2}-\d{2})?\s*$/;

/**
 * The section of a version, without its heading. Throws an error with a sentence where there is none, or an empty one.
 * @param {string} changelog @param {string} version with or without a leading v @returns {string}
 */
export function notesOf(changelog, version) {
  const wanted = version.replace(/^v/, '');
  const lines = changelog.split(/\r?\n/);
  const from = lines.findIndex((line) => heading.exec(line)?.[1] === wanted);
  if (from < 0)
    throw new Error(`CHANGELOG.md has no section "## ${wanted} - YYYY-MM-DD". Rename "Unreleased" to it before you tag the release.`);
  const length = lines.slice(from + 1).findIndex((line) => /^## /.test(line));
  const notes = lines
    .slice(from + 1, length < 0 ? undefined : from + 1 + length)
    .join('\n')
    .trim();
  if (!/^- /m.test(notes)) throw new Error(`The section of ${wanted} in CHANGELOG.md names no change. Write what people will notice.`);
  return `${notes}\n`;
}

/** A tag and package.json must say the same, or programs would look for updates that they are. @param {string} tag @param {string} version */
export function checkVersion(tag, version) {
  if (tag.replace(/^v/, '') !== version)
    throw new Error(`The tag ${tag} and the version ${version} in package.json differ. Set the version, commit, and tag that commit.`);
}

function main() {
  const { positionals } = parseArgs({ allowPositionals: true });
  const [version] = positionals;
  if (version === undefined || positionals.length > 1) throw new Error('node build/release-notes.mjs VERSION, for example v1.2.0');
  checkVersion(version, JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')).version);
  process.stdout.write(notesOf(readFileSync(join(root, 'CHANGELOG.md'), 'utf8'), version));
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  try {
    main();
  } catch (error) {
    console.error(error instanceof Error ? error.message : String(error));
    process.exitCode = 1;
  }
}
