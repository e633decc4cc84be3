// Bundles every process of the product into out/. Packages stay external: they come from node_modules.
//   node build/bundle.mjs [--if-changed] [node] [pages] [renderer] [test-electron]     (all but the last by default)
// Loads its tools only when something is to be built: every start asks first.
import { cpSync, existsSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { root } from './root.mjs';
import { buildIfChanged } from './stamp.mjs';

/** @type {import('esbuild').BuildOptions} */
const node = {
  bundle: true,
  platform: 'node',
  format: 'esm',
  target: 'node20.19',
  packages: 'external',
  sourcemap: true,
  logLevel: 'warning',
};

/** CommonJS has no import.meta; this stands in for it. @type {import('esbuild').BuildOptions} */
const asCommonJs = {
  format: 'cjs',
  outExtension: { '.js': '.cjs' },
  define: { 'import.meta.url': 'importMetaUrl' },
  banner: { js: "const importMetaUrl = require('url').pathToFileURL(__filename).href;" },
};

/** Where each entry goes. Threads lie beside the program that starts them. */
const nodeEntries = {
  'ingest-server/server': 'ingest-server/server.ts',
  'ingest-server/tally-thread': 'ingest-server/tally/tally-thread.ts',
  'ingest-server/history-thread': 'ingest-server/history/history-thread.ts',
  'ingest-server/log-writer-thread': 'engines/embedded/log-writer-thread.ts',
  'browser/server': 'browser/server.ts',
  'commands/simulate': 'main/simulate/simulate-command.ts',
  'commands/export': 'main/report/export-command.ts',
  'commands/backup': 'main/data/backup-command.ts',
  'commands/restore': 'main/data/restore-command.ts',
  'commands/bench': 'tests/bench/bench-command.ts',
  'commands/bench-reference': 'tests/bench/reference-server.ts',
  'commands/bench-tally': 'tests/bench/tally-program.ts',
  'commands/bench-load': 'tests/bench/load/load-command.ts',
  'commands/bench-probe': 'tests/bench/load/probe.ts',
  'commands/storm': 'tests/storm/storm-command.ts',
  'commands/bench-print-usage': 'tests/bench/print-usage.ts',
  'commands/bench-cassandra-export': 'tests/bench/cassandra-export-program.ts',
  'commands/bench-history': 'tests/bench/history-program.ts',
};

const pageEntries = { 'participant/page': 'participant/page.ts', 'browser/client': 'browser/client.ts' };

/** @param {Record<string, string>} entries */
function existing(entries) {
  return Object.fromEntries(
    Object.entries(entries)
      .map(([name, file]) => [name, join(root, file)])
      .filter(([, file]) => existsSync(String(file))),
  );
}

/** @param {import('esbuild').BuildOptions} options */
async function bundle(options) {
  if (Object.keys(options.entryPoints ?? {}).length === 0) return;
  const { build } = await import('esbuild');
  await build(options);
}

/** What the shell shows outside its window. @param {string} outdir */
function copyAssets(outdir) {
  const assets = join(root, 'electron/assets');
  if (existsSync(assets)) cpSync(assets, join(outdir, 'electron/assets'), { recursive: true });
}

async function bundleNode() {
  await bundle({ ...node, entryPoints: existing(nodeEntries), outdir: join(root, 'out') });
  const electron = { ...node, target: 'node22.12', outdir: join(root, 'out') };
  await bundle({ ...electron, ...asCommonJs, entryPoints: existing({ 'electron/main': 'electron/main.ts' }) });
  // A sandboxed preload can load nothing but itself and electron.
  const preload = { ...electron, format: /** @type {const} */ ('cjs'), outExtension: { '.js': '.cjs' }, external: ['electron'] };
  await bundle({ ...preload, packages: 'bundle', entryPoints: existing({ 'electron/preload': 'electron/preload.ts' }) });
  copyAssets(join(root, 'out'));
}

async function bundlePages() {
  /** @type {import('esbuild').BuildOptions} */
  const page = { bundle: true, minify: true, legalComments: 'none', logLevel: 'warning', outdir: join(root, 'out') };
  await bundle({ ...page, format: 'iife', target: 'es2020', entryPoints: existing(pageEntries) });
  const styles = existsSync(join(root, 'participant/page.css')) ? { 'participant/page': join(root, 'participant/page.css') } : {};
  await bundle({ ...page, target: ['chrome83', 'safari14', 'firefox90'], entryPoints: styles });
}

/** @param {{ mode?: string, outDir?: string }} options */
async function bundleRenderer({ mode = 'production', outDir } = {}) {
  if (!existsSync(join(root, 'renderer/index.html'))) return;
  const { build } = await import('vite');
  // The window loads from this computer: one large chunk is no harm.
  const output = { chunkSizeWarningLimit: 4_000, ...(outDir === undefined ? {} : { outDir, emptyOutDir: true }) };
  await build({ configFile: join(root, 'renderer/vite.config.ts'), logLevel: 'warn', mode, build: output });
}

/** The desktop for the oldest Electron that it is tried in (Node 12, Chrome 83), where the current one cannot be had. */
async function bundleTestElectron() {
  const outdir = join(root, 'out/test-electron');
  const shim = join(root, 'tests/e2e/old-node-shim.ts');
  /** @type {import('esbuild').BuildOptions} */
  const old = { ...node, target: 'node12.14', packages: 'bundle', external: ['electron', 'libsql'], outdir };
  const shimmed = { ...old, ...asCommonJs, ...(existsSync(shim) ? { inject: [shim] } : {}) };
  await bundle({ ...shimmed, entryPoints: existing({ 'electron/main': 'electron/main.ts' }) });
  const preload = { ...old, format: /** @type {const} */ ('cjs'), outExtension: { '.js': '.cjs' } };
  await bundle({ ...preload, entryPoints: existing({ 'electron/preload': 'electron/preload.ts' }) });
  copyAssets(outdir);
  await bundleRenderer({ mode: 'chrome83', outDir: join(outdir, 'renderer') });
}

const always = ['core', 'build', 'package-lock.json', 'tsconfig.base.json'];
const processes = [
  ...always,
  'engines',
  'ingest-server',
  'main',
  'browser',
  'electron',
  'tests/bench',
  'tests/storm',
  'tests/checker',
  'tests/integration',
];
const steps = {
  node: { sources: processes, output: 'out/ingest-server', build: bundleNode },
  pages: { sources: [...always, 'participant', 'browser'], output: 'out/participant', build: bundlePages },
  renderer: { sources: [...always, 'renderer'], output: 'out/renderer', build: () => bundleRenderer() },
  'test-electron': { sources: [...processes, 'renderer', 'tests/e2e'], output: 'out/test-electron', build: bundleTestElectron },
};

/**
 * Builds what is asked for, in this order; says what it built.
 * @param {{ names?: readonly string[], force?: boolean }} options
 */
export async function bundleAll({ names = ['node', 'pages', 'renderer'], force = true } = {}) {
  const built = [];
  for (const [name, step] of Object.entries(steps)) {
    if (names.includes(name) && (await buildIfChanged({ name, ...step, force }))) built.push(name);
  }
  return built;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const names = process.argv.slice(2).filter((name) => name in steps);
  await bundleAll({ force: !process.argv.includes('--if-changed'), ...(names.length > 0 ? { names } : {}) });
}
