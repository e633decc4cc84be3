// npm start: installs and builds what is missing, then opens Kpoll. Needs Node and npm only.
import { isAbsolute, join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { findElectron } from './electron-binary.mjs';
import { ensureInstalled } from './install.mjs';
import { root } from './root.mjs';
import { run, runNode } from './run.mjs';

const usage = `npm start -- [options]
  --data DIR    keep polls and votes in this folder
  --port N      the port participants' phones use (7300)
  --host H      the address to listen on
  --browser     use a browser tab instead of a window
  --no-open     with --browser: print the link only
  --demo        begin with a sample poll and simulated participants
  --help        show this`;

/** @type {Record<string, { type: 'string' | 'boolean' }>} */
const flags = {
  data: { type: 'string' },
  port: { type: 'string' },
  host: { type: 'string' },
  browser: { type: 'boolean' },
  'no-open': { type: 'boolean' },
  demo: { type: 'boolean' },
  help: { type: 'boolean' },
};

function readFlags() {
  try {
    return parseArgs({ options: flags, args: process.argv.slice(2) }).values;
  } catch (error) {
    console.error(`${error instanceof Error ? error.message : error}\n\n${usage}`);
    return process.exit(2);
  }
}

/** The flags for a shell; a folder is meant from where the person stands. @param {Record<string, unknown>} values */
function shellArguments({ browser: _browser, help: _help, ...values }) {
  return Object.entries(values).flatMap(([name, value]) => {
    if (value === true) return [`--${name}`];
    if (name !== 'data' || isAbsolute(String(value))) return [`--${name}`, String(value)];
    return ['--data', resolve(process.env.INIT_CWD ?? process.cwd(), String(value))];
  });
}

async function build() {
  const { bundleAll } = await import('./bundle.mjs');
  const startedAt = Date.now();
  const built = await bundleAll({ force: false });
  if (built.length > 0) console.log(`Built ${built.join(', ')} in ${((Date.now() - startedAt) / 1000).toFixed(1)} s.`);
}

/** Electron was there but could not run at all: a library is missing, or its sandbox is not allowed. @param {import('./run.mjs').Ended} ended */
function neverRan({ code, signal }) {
  return code === 127 || signal === 'SIGTRAP' || signal === 'SIGABRT' || code === 133 || code === 134;
}

const earlyMs = 5_000;

/** @param {readonly string[]} args @returns {Promise<number>} */
async function startWindow(args) {
  const electron = await findElectron();
  if ('reason' in electron) return startBrowser(args, electron.reason);
  const startedAt = Date.now();
  const ended = await run(electron.program, [root, ...args]);
  if (neverRan(ended) && Date.now() - startedAt < earlyMs) return startBrowser(args, 'Electron could not run here (see above).');
  return ended.code;
}

/** @param {readonly string[]} args @param {string} [reason] why there is no window @returns {Promise<number>} */
async function startBrowser(args, reason) {
  if (reason !== undefined) console.log(`${reason} Kpoll opens in the browser instead.`);
  return (await runNode(join(root, 'out/browser/server.js'), args)).code;
}

const values = readFlags();
if (values.help) {
  console.log(usage);
} else {
  await ensureInstalled();
  await build();
  const args = shellArguments(values);
  process.exitCode = values.browser ? await startBrowser(args) : await startWindow(args);
}
