#!/usr/bin/env node
// Builds a .deb with Debian's own dpkg-deb. electron-builder calls it in place of fpm (CUSTOM_FPM_PATH), with fpm's arguments.
import { execFileSync } from 'node:child_process';
import { chmodSync, cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';

/** @type {Record<string, { type: 'string' | 'boolean', short?: string, multiple?: boolean }>} */
const flags = {
  source: { type: 'string', short: 's' },
  target: { type: 'string', short: 't' },
  depends: { type: 'string', short: 'd', multiple: true },
  force: { type: 'boolean' },
  debug: { type: 'boolean' },
  log: { type: 'string' },
  'deb-recommends': { type: 'string', multiple: true },
  'deb-compression': { type: 'string' },
  'deb-priority': { type: 'string' },
  ...Object.fromEntries(
    [
      'architecture',
      'after-install',
      'after-remove',
      'description',
      'version',
      'package',
      'name',
      'maintainer',
      'vendor',
      'url',
      'category',
      'license',
      'iteration',
    ].map((name) => [name, { type: /** @type {const} */ ('string') }]),
  ),
};

/**
 * @typedef {object} DebWish
 * @property {string} file where the package is written
 * @property {Readonly<Record<string, string>>} fields of its control file, in order
 * @property {'xz' | 'gzip'} compression
 * @property {Readonly<Record<string, string>>} scripts files to run, by the name Debian gives them
 * @property {readonly { readonly from: string, readonly to: string }[]} content a folder whose name ends in / gives what is in it
 */

/** @param {readonly string[]} args fpm's @returns {DebWish} */
export function readFpmArguments(args) {
  const { values, positionals } = parseArgs({ args: [...args], options: flags, allowPositionals: true });
  const one = (/** @type {string} */ name) => String(values[name] ?? '');
  const all = (/** @type {string} */ name) => (Array.isArray(values[name]) ? values[name].join(', ') : '');
  if (one('target') !== 'deb' || one('source') !== 'dir') throw new Error('Only -s dir -t deb is known here.');
  const version = values.iteration === undefined ? one('version') : `${one('version')}-${one('iteration')}`;
  const fields = {
    ...{ Package: one('name'), Version: version, Architecture: one('architecture'), Maintainer: one('maintainer') },
    ...{ Section: one('category'), Priority: one('deb-priority'), Homepage: one('url') },
    ...{ Depends: all('depends'), Recommends: all('deb-recommends'), Description: descriptionOf(one('description')) },
  };
  return {
    file: one('package'),
    fields: Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== '')),
    compression: one('deb-compression').startsWith('gz') ? 'gzip' : 'xz',
    scripts: { postinst: one('after-install'), postrm: one('after-remove') },
    content: positionals.map(contentOf),
  };
}

/** @param {string} mapping */
function contentOf(mapping) {
  const at = mapping.lastIndexOf('=');
  return { from: mapping.slice(0, at), to: mapping.slice(at + 1) };
}

/** A control file's long text is set in by a blank, and its empty lines hold a dot. @param {string} text */
function descriptionOf(text) {
  const [first = '', ...rest] = text.split('\n').map((line) => line.trim());
  return [first, ...rest.map((line) => ` ${line === '' ? '.' : line}`)].join('\n');
}

/** @param {Readonly<Record<string, string>>} fields */
export function renderControl(fields) {
  return `${Object.entries(fields)
    .map(([name, value]) => `${name}: ${value}`)
    .join('\n')}\n`;
}

/** Puts the files together as they will lie on the disk, for everyone to read and for root to change. @param {DebWish} wish @param {string} folder */
function layOut({ content }, folder) {
  for (const { from, to } of content) {
    const place = join(folder, to);
    mkdirSync(dirname(place), { recursive: true });
    cpSync(from, place, { recursive: true, verbatimSymlinks: true });
  }
  openForAll(folder);
}

/** @param {string} folder */
function openForAll(folder) {
  chmodSync(folder, 0o755);
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const place = join(folder, entry.name);
    if (entry.isDirectory()) openForAll(place);
    else if (entry.isFile()) chmodSync(place, statSync(place).mode & 0o100 ? 0o755 : 0o644);
  }
}

/** In KiB, as Debian counts it. @param {string} folder @returns {number} */
function sizeOf(folder) {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .reduce((sum, entry) => sum + Math.ceil(statSync(join(entry.parentPath, entry.name)).size / 1024), 0);
}

/** @param {DebWish} wish */
function build(wish) {
  const folder = mkdtempSync(join(tmpdir(), 'kpoll-deb-'));
  try {
    layOut(wish, folder);
    const control = join(folder, 'DEBIAN');
    const { Description = '', ...fields } = wish.fields;
    const text = renderControl({ ...fields, 'Installed-Size': String(sizeOf(folder)), Description });
    mkdirSync(control);
    writeFileSync(join(control, 'control'), text);
    for (const [name, file] of Object.entries(wish.scripts)) {
      if (file !== '') writeFileSync(join(control, name), readFileSync(file), { mode: 0o755 });
    }
    execFileSync('dpkg-deb', ['--root-owner-group', `-Z${wish.compression}`, '--build', folder, wish.file], { stdio: 'inherit' });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) build(readFpmArguments(process.argv.slice(2)));
