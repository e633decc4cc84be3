import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { readPlaywrightReport, readVitestReport } from '../../../build/test-report.mjs';

const folder = mkdtempSync(join(tmpdir(), 'kpoll-report-'));

afterAll(() => rmSync(folder, { recursive: true, force: true }));

function write(report: object): string {
  const file = join(folder, 'report.json');
  writeFileSync(file, JSON.stringify(report));
  return file;
}

const vitest = { numPassedTests: 3, numFailedTests: 1, numPendingTests: 1, numTodoTests: 0 };

describe('what the end of a test run repeats', () => {
  it('names a failed test of vitest, with what it said, shortened', () => {
    const message = ['Error: 7 is not 8', ...Array.from({ length: 30 }, (_, line) => `at line ${line}`)].join('\n');
    const assertionResults = [
      { status: 'passed', fullName: 'a vote is counted', failureMessages: [] },
      { status: 'failed', fullName: 'a vote is counted once', failureMessages: [message] },
    ];
    const file = write({
      ...vitest,
      testResults: [{ name: resolve('tests/unit/a.test.ts'), status: 'failed', message: '', assertionResults }],
    });
    const { failures = [], ...count } = readVitestReport(file, 1);
    expect(count).toEqual({ passed: 3, failed: 1, skipped: 1 });
    expect(failures).toHaveLength(1);
    expect(failures[0]?.split('\n').slice(0, 2)).toEqual(['tests/unit/a.test.ts: a vote is counted once', '    Error: 7 is not 8']);
    expect(failures[0]?.split('\n').at(-1)).toBe('    …');
  });

  it('names a file that could not be loaded', () => {
    const broken = { name: resolve('tests/unit/b.test.ts'), status: 'failed', message: 'Cannot find module', assertionResults: [] };
    const { failed, failures } = readVitestReport(write({ ...vitest, numFailedTests: 0, testResults: [broken] }), 1);
    expect(failed).toBe(1);
    expect(failures).toEqual(['tests/unit/b.test.ts\n    Cannot find module']);
  });

  it('names failed tests of Playwright wherever they are nested, and those that passed only at the second try', () => {
    const spec = (title: string, status: string, message: string) => ({
      ...{ file: 'a.spec.ts', title },
      tests: [{ status, results: [{ errors: [{ message }] }] }],
    });
    const suites = [
      {
        specs: [spec('opens', 'expected', '')],
        suites: [{ specs: [spec('closes', 'unexpected', 'no answer'), spec('asks', 'flaky', 'late')] }],
      },
    ];
    const file = write({ stats: { expected: 1, unexpected: 1, flaky: 1, skipped: 0 }, suites, errors: [] });
    expect(readPlaywrightReport(file, 1)).toEqual({
      ...{ passed: 1, failed: 2, skipped: 0 },
      failures: ['a.spec.ts: closes\n    no answer', 'a.spec.ts: asks\n    late'],
    });
  });

  it('tells an error outside all tests', () => {
    const report = { stats: { expected: 0, unexpected: 0, flaky: 0, skipped: 0 }, suites: [], errors: [{ message: 'no browser' }] };
    expect(readPlaywrightReport(write(report), 1)).toEqual({ passed: 0, failed: 1, skipped: 0, failures: ['\n    no browser'] });
  });
});
