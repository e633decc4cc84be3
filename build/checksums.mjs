// node build/checksums.mjs FOLDER: writes FOLDER/SHA256SUMS over the files in it, as `sha256sum --check` reads it.
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { pathToFileURL } from 'node:url';

const listName = 'SHA256SUMS';

/** Throws where there is nothing to sum up. @param {string} folder @returns {Promise<string>} the list's text */
export async function writeChecksums(folder) {
  const entries = await readdir(folder, { withFileTypes: true });
  const names = entries.filter((entry) => entry.isFile() && entry.name !== listName).map(({ name }) => name);
  if (names.length === 0) throw new Error(`There are no files in ${folder}.`);
  const lines = [];
  for (const name of names.sort()) lines.push(`${await sumOf(join(folder, name))}  ${name}\n`);
  const text = lines.join('');
  await writeFile(join(folder, listName), text);
  return text;
}

/** @param {string} file */
async function sumOf(file) {
  const hash = createHash('sha256');
  await pipeline(createReadStream(file), hash);
  return hash.digest('hex');
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const [folder] = process.argv.slice(2);
  if (folder === undefined) throw new Error('node build/checksums.mjs FOLDER');
  process.stdout.write(await writeChecksums(folder));
}
