import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';

// Inside the project: the tests in it must find vitest.
const folder = mkdtempSync(resolve('node_modules/.kpoll-report-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const planted = {
  'good.test.ts': `import { it } from 'vitest'; it('is right', () => undefined); it.skip('is left out', () => undefined);`,
  'wrong.test.ts': `import { it } from 'vitest'; it('is wrong', () => { throw new Error('7 is not 8'); });`,
  'hook.test.ts': `import { beforeAll, describe, it } from 'vitest';
    describe('without its server', () => {
      beforeAll(() => { throw new Error('no server'); });
      it('never runs', () => undefined);
    });`,
  'broken.test.ts': `import './is-not-there.ts';`,
  'stray.test.ts': `import { it } from 'vitest'; it('leaves a promise', () => { void Promise.reject(new Error('nobody listens')); });`,
};

describe("what the end of vitest's run repeats", () => {
  it('names whatever failed, in a test or outside, with what it said', () => {
    for (const [name, text] of Object.entries(planted)) writeFileSync(join(folder, name), text);
    const config = join(folder, 'vitest.config.mjs');
    writeFileSync(config, `export default { test: { include: ['**/*.test.ts'], exclude: [] } };`);
    const report = join(folder, 'report.json');
    const args = ['run', '--root', folder, '--config', config, `--reporter=${resolve('build/vitest-report.mjs')}`];
    const env = { ...process.env, KPOLL_TEST_REPORT: report };
    const { status, stderr } = spawnSync(process.execPath, [resolve('node_modules/vitest/vitest.mjs'), ...args], { env, encoding: 'utf8' });
    expect(status, stderr).toBe(1);
    const { failures, ...count } = JSON.parse(readFileSync(report, 'utf8')) as { failures: string[] };
    expect(count).toEqual({ passed: 2, failed: 4, skipped: 2 });
    const at = (name: string) => relative(process.cwd(), join(folder, name));
    const beginnings = failures.map((text) => text.split('\n').slice(0, 2).join('\n'));
    expect(beginnings.sort()).toEqual([
      expect.stringMatching(/broken\.test\.ts\n {4}Error: Cannot find module .*is-not-there/),
      `${at('hook.test.ts')}: without its server (before or after its tests)\n    Error: no server`,
      `${at('wrong.test.ts')}: is wrong\n    Error: 7 is not 8`,
      'outside the tests\n    Error: nobody listens',
    ]);
  });
});
