import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { readPlaywrightReport } from '../../../build/test-report.mjs';

const folder = mkdtempSync(join(tmpdir(), 'kpoll-report-'));

afterAll(() => rmSync(folder, { recursive: true, force: true }));

function write(report: object): string {
  const file = join(folder, 'report.json');
  writeFileSync(file, JSON.stringify(report));
  return file;
}

describe("what the end of Playwright's run repeats", () => {
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
