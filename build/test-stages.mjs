import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { openTestCluster } from './cluster/test-cluster.mjs';
import { buildTestPackage, removeTestPackage } from './package-test.mjs';
import { root } from './root.mjs';
import { run } from './run.mjs';
import { readPlaywrightReport } from './test-report.mjs';
import { ensureChromium, ensureTestElectron } from './test-tools.mjs';

/**
 * @typedef {import('./test-report.mjs').Count} Count
 * @typedef {object} Stage
 * @property {string} name
 * @property {(env: NodeJS.ProcessEnv) => Promise<Count>} run
 * @property {string} [needsLinux] why it runs on Linux only
 * @property {(env: NodeJS.ProcessEnv) => Promise<Count>} [elsewhere] what of it runs on other systems
 * @property {boolean} [onCluster] runs with KPOLL_TEST_KAFKA and KPOLL_TEST_CASSANDRA set
 */

const tool = (/** @type {string} */ name) => join(root, 'node_modules', name);
const report = (/** @type {string} */ name) => join(root, 'test-results', `${name}.json`);

/** A tool that is right or wrong as a whole counts as one test. @param {readonly (readonly string[])[]} commands @returns {Promise<Count>} */
async function check(...commands) {
  let failed = 0;
  for (const args of commands) failed += (await run(process.execPath, args)).code === 0 ? 0 : 1;
  return { passed: commands.length - failed, failed, skipped: 0 };
}

/** @param {string} project @param {NodeJS.ProcessEnv} env @param {readonly string[]} [files] all by default @returns {Promise<Count>} */
async function vitest(project, env, files = []) {
  const file = report(project);
  rmSync(file, { force: true });
  const reporters = ['--reporter=default', `--reporter=${join(root, 'build/vitest-report.mjs')}`];
  const { code } = await run(process.execPath, [tool('vitest/vitest.mjs'), 'run', '--project', project, ...files, ...reporters], {
    env: { ...env, KPOLL_TEST_REPORT: file },
  });
  /** @type {Count} */
  const count = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : { passed: 0, failed: 0, skipped: 0 };
  return code !== 0 && count.failed === 0 ? { ...count, failed: 1 } : count;
}

/** @param {string} project @param {NodeJS.ProcessEnv} env @param {readonly string[]} [before] a program that runs it @returns {Promise<Count>} */
async function playwright(project, env, before = []) {
  const file = report(project);
  rmSync(file, { force: true });
  const [command = process.execPath, ...args] = [...before, process.execPath];
  const all = [...args, tool('@playwright/test/cli.js'), 'test', '--project', project, '--reporter=list,json'];
  const { code } = await run(command, all, { env: { ...env, PLAYWRIGHT_JSON_OUTPUT_NAME: file } });
  if (!existsSync(file)) return { passed: 0, failed: 1, skipped: 0 };
  return readPlaywrightReport(file, code);
}

/** @param {string} what @param {string} reason @returns {Count} */
function skip(what, reason) {
  console.log(`skipped: ${what} (${reason})`);
  return { passed: 0, failed: 0, skipped: 1 };
}

/** @param {NodeJS.ProcessEnv} env */
async function inChromium(env) {
  const chromium = await ensureChromium();
  return 'reason' in chromium
    ? skip('e2e in Chromium', chromium.reason)
    : playwright('chromium', { ...env, KPOLL_CHROMIUM: chromium.path });
}

/** What makes a display where there is none. */
const onDisplay = () => (process.env.DISPLAY ? [] : ['xvfb-run', '-a', '-s', '-screen 0 1920x1080x24']);

/** @param {NodeJS.ProcessEnv} env */
async function inElectron(env) {
  const electron = await ensureTestElectron();
  if ('reason' in electron) return skip('e2e in Electron', electron.reason);
  return playwright('electron', { ...env, KPOLL_TEST_ELECTRON: electron.path }, onDisplay());
}

/** @param {NodeJS.ProcessEnv} env */
async function installed(env) {
  const built = await buildTestPackage();
  if ('reason' in built) return skip('the installed package', built.reason);
  try {
    return await playwright('package', { ...env, KPOLL_TEST_DEB: built.deb }, [...onDisplay(), ...built.asRoot]);
  } finally {
    removeTestPackage();
  }
}

/** @param {string} engine @param {string} minutes @param {string} seed */
const storm = (engine, minutes, seed) => [
  join(root, 'build/command.mjs'),
  'storm',
  '--engine',
  engine,
  '--minutes',
  minutes,
  '--seed',
  seed,
];

const sources = ['core', 'engines', 'ingest-server', 'main', 'electron', 'browser', 'renderer', 'participant'];

/** The engine that every installed program uses. */
const embeddedContracts = ['event-log', 'history-store', 'tally-state-store'].map((name) => `tests/contract/${name}.test.ts`);

const startsCluster = 'it starts a Kafka and a Cassandra, and programs that it kills, as Linux lets it';

/** @type {readonly Stage[]} */
const stages = [
  { name: 'types', run: () => check([tool('typescript/bin/tsc'), '-b']) },
  {
    name: 'lint',
    run: () =>
      check(
        [tool('eslint/bin/eslint.js'), '.'],
        [tool('prettier/bin/prettier.cjs'), '--check', '.'],
        [join(root, 'build/lint-workflows.mjs')],
      ),
  },
  {
    name: 'arrows',
    run: () => check([tool('dependency-cruiser/bin/dependency-cruise.mjs'), '--config', '.dependency-cruiser.cjs', ...sources]),
  },
  { name: 'unit', run: (env) => vitest('unit', env) },
  {
    name: 'contract',
    run: (env) => vitest('contract', env),
    onCluster: true,
    needsLinux: startsCluster,
    elsewhere: (env) => vitest('contract', { ...env, KPOLL_TEST_CLUSTER: 'none' }, embeddedContracts),
  },
  { name: 'integration', run: (env) => vitest('integration', env), onCluster: true, needsLinux: startsCluster },
  { name: 'fuzz', run: (env) => vitest('fuzz', env), onCluster: true, needsLinux: startsCluster },
  // Starts clusters of its own, whose parts it kills.
  { name: 'cluster', run: (env) => vitest('cluster', env), needsLinux: startsCluster },
  // Short ones, with seeds of their own; each engine's counts as one test.
  {
    name: 'storm',
    run: () => check(storm('embedded', '0.4', '7'), storm('cluster', '0.4', '36')),
    needsLinux: 'it stops programs, cuts links and fills disks as Linux lets it',
  },
  { name: 'e2e-chromium', run: inChromium },
  { name: 'e2e-electron', run: inElectron, onCluster: true, needsLinux: 'the Electron for tests exists for Linux only' },
  { name: 'package', run: installed, needsLinux: 'it installs a Debian package' },
];

/** One Kafka and one Cassandra for all stages in a row that want them. */
function createSharedCluster() {
  /** @type {import('./cluster/test-cluster.mjs').TestCluster | undefined} */
  let cluster;
  return {
    open: async () => (cluster ??= await openTestCluster(process.env)),
    async end() {
      if (cluster !== undefined && 'stop' in cluster) await cluster.stop();
      cluster = undefined;
    },
  };
}

/** @param {Stage} stage @param {ReturnType<typeof createSharedCluster>} shared */
async function runStage({ name, run, onCluster = false, needsLinux, elsewhere }, shared) {
  if (needsLinux !== undefined && process.platform !== 'linux') {
    return elsewhere === undefined ? skip(name, `it runs on Linux only: ${needsLinux}`) : elsewhere(process.env);
  }
  if (!onCluster) {
    await shared.end();
    return run(process.env);
  }
  const cluster = await shared.open();
  if ('addresses' in cluster) return run({ ...process.env, ...cluster.addresses });
  console.log(`There is no Kafka and no Cassandra for ${name}: ${cluster.reason} Tests that need them fail.`);
  return run(process.env);
}

/** Runs the named stages, or all, and prints the sum as the last line. Resolves to the exit code. @param {readonly string[]} names */
export async function runStages(names) {
  mkdirSync(join(root, 'test-results'), { recursive: true });
  const total = { passed: 0, failed: 0, skipped: 0 };
  const lines = [];
  /** @type {string[]} */
  const failures = [];
  const shared = createSharedCluster();
  try {
    for (const stage of stages.filter(({ name }) => names.length === 0 || names.includes(name))) {
      console.log(`\n== ${stage.name}`);
      const startedAt = Date.now();
      const count = await runStage(stage, shared);
      lines.push(`${stage.name.padEnd(14)} ${sentence(count).padEnd(34)} ${((Date.now() - startedAt) / 1000).toFixed(1)} s`);
      failures.push(...(count.failures ?? []).map((text) => `${stage.name}: ${text}`));
      for (const key of /** @type {const} */ (['passed', 'failed', 'skipped'])) total[key] += count[key];
    }
  } finally {
    await shared.end();
  }
  if (failures.length > 0) console.log(`\n== what failed\n\n${failures.join('\n\n')}`);
  return sumUp(total, lines);
}

/** @param {Count} total @param {readonly string[]} lines */
function sumUp(total, lines) {
  // Other systems cannot run everything; Linux can.
  const mustNotSkip = Boolean(process.env.CI) && process.platform === 'linux' && total.skipped > 0;
  if (mustNotSkip) console.log('\nIn CI on Linux nothing may be skipped: what was skipped counts as failed.');
  const sum = mustNotSkip ? { passed: total.passed, failed: total.failed + total.skipped, skipped: 0 } : total;
  console.log(`\n${lines.join('\n')}\n\n${sentence(sum)}`);
  return sum.failed > 0 ? 1 : 0;
}

/** @param {Count} count */
function sentence({ passed, failed, skipped }) {
  return `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`;
}
