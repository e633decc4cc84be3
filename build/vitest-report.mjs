import { writeFileSync } from 'node:fs';
import { failure } from './test-report.mjs';

/**
 * A reporter for vitest: writes to the file KPOLL_TEST_REPORT a Count, as JSON, with what every failed test said, and every
 * hook, file and promise that failed without a test of its own. Those count as failed too.
 * @implements {Reporter}
 *
 * @typedef {import('vitest/node').Reporter} Reporter
 * @typedef {{ message: string, stack?: string | undefined }} Said
 */
export default class VitestReport {
  /** @param {readonly import('vitest/node').TestModule[]} modules @param {readonly Said[]} unhandled */
  onTestRunEnd(modules, unhandled) {
    const file = process.env.KPOLL_TEST_REPORT;
    if (file === undefined) throw new Error('KPOLL_TEST_REPORT does not say where the report goes.');
    const tests = modules.flatMap((module) => [...module.children.allTests()]);
    const count = (/** @type {'passed' | 'failed'} */ state) => tests.filter((test) => test.result().state === state).length;
    const [passed, failed] = [count('passed'), count('failed')];
    const ofTests = tests
      .filter((test) => test.result().state === 'failed')
      .map((test) => failure(test.module.moduleId, test.fullName, (test.result().errors ?? []).map(said).join('\n')));
    const ofHooks = modules.flatMap(failuresOfModule);
    const between = unhandled.map((error) => failure('', 'outside the tests', said(error)));
    const failures = [...ofTests, ...ofHooks, ...between];
    const all = { passed, failed: failed + ofHooks.length + between.length, skipped: tests.length - passed - failed, failures };
    writeFileSync(file, JSON.stringify(all));
  }
}

/** @param {import('vitest/node').TestModule} module */
function failuresOfModule(module) {
  const file = module.moduleId;
  const ofSuites = [...module.children.allSuites()].flatMap((suite) =>
    suite.errors().map((error) => failure(file, `${suite.fullName} (before or after its tests)`, said(error))),
  );
  return [...module.errors().map((error) => failure(file, '', said(error))), ...ofSuites];
}

/** @param {Said} error */
function said({ message, stack }) {
  if (stack === undefined) return message;
  return stack.includes(message) ? stack : `${message}\n${stack}`;
}
