import { readFileSync } from 'node:fs';
import { isAbsolute, relative } from 'node:path';
import { root } from './root.mjs';

/**
 * @typedef {object} Count
 * @property {number} passed
 * @property {number} failed
 * @property {number} skipped
 * @property {readonly string[]} [failures] each failed test's place and name, with what it said
 */

/** What a test said is told at the end again, shortened: the place where it failed is in the output above. */
const mostLines = 12;

/**
 * Reads Playwright's JSON report. A test that passed only when it was tried again counts as failed.
 * @param {string} file
 * @param {number} code the exit code of the run
 * @returns {Count}
 */
export function readPlaywrightReport(file, code) {
  const { stats, suites, errors = [] } = JSON.parse(readFileSync(file, 'utf8'));
  const { expected, unexpected, flaky, skipped } = stats;
  const failures = [...suites.flatMap(failuresOfSuite), ...errors.map((/** @type {Said} */ error) => failure('', '', said(error)))];
  return { passed: expected, failed: unexpected + flaky === 0 && code !== 0 ? 1 : unexpected + flaky, skipped, failures };
}

/**
 * @typedef {{ message?: string, stack?: string }} Said
 * @typedef {{ file: string, title: string, tests: readonly { status: string, results: readonly { errors: readonly Said[] }[] }[] }} Spec
 * @typedef {{ specs: readonly Spec[], suites?: readonly Suite[] }} Suite
 */

/** @param {Suite} suite @returns {string[]} */
function failuresOfSuite({ specs, suites = [] }) {
  const failed = specs.flatMap(({ file, title, tests }) =>
    tests
      .filter(({ status }) => status === 'unexpected' || status === 'flaky')
      .map(({ results }) => failure(file, title, results.flatMap(({ errors }) => errors.map(said)).join('\n'))),
  );
  return [...failed, ...suites.flatMap(failuresOfSuite)];
}

/** @param {Said} error */
const said = ({ message, stack }) => stack ?? message ?? '';

/** How a failure is told. @param {string} file @param {string} name @param {string} message */
export function failure(file, name, message) {
  const place = isAbsolute(file) ? relative(root, file) : file;
  const lines = message.split('\n').filter((line) => line.trim() !== '');
  const text = lines.length > mostLines ? [...lines.slice(0, mostLines), '…'] : lines;
  return [[place, name].filter((part) => part !== '').join(': '), ...text.map((line) => `    ${line}`)].join('\n');
}
