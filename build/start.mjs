// npm start: installs and builds what is missing, then opens Kpoll. Needs Node and npm only.
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { findElectron } from './electron-binary.mjs';
import { ensureInstalled } from './install.mjs';
import { root } from './root.mjs';
import { run } from './run.mjs';

const usage = `npm start -- [options]
  --data DIR    keep polls and votes in this folder
  --port N      the port participants' phones use (7300)
  --host H      the address to listen on
  --browser     use a browser tab instead of a window
  --no-open     with --browser: print the link only
  --demo        begin with a sample poll and simulated participants
  --cluster     run everything on a Kafka and a Cassandra that are started on this computer
  --brokers 1|3 with --cluster: Kafka brokers (1)
  --nodes 1|3   with --cluster: Cassandra nodes (1)
  --profile-file FILE    take over the connection profiles in it and use the first
  --dashboard-host H     with --browser: serve the dashboard to other computers too; needs --tls-cert FILE, --tls-key FILE,
                         --dashboard-name NAME and --access-token-file FILE (see docs/operations.md)
  --dashboard-port N     with --browser: the dashboard's own port
  --help        show this`;

/** @type {Record<string, { type: 'string' | 'boolean' }>} */
const flags = {
  data: { type: 'string' },
  port: { type: 'string' },
  host: { type: 'string' },
  browser: { type: 'boolean' },
  'no-open': { type: 'boolean' },
  demo: { type: 'boolean' },
  cluster: { type: 'boolean' },
  brokers: { type: 'string' },
  nodes: { type: 'string' },
  'profile-file': { type: 'string' },
  'dashboard-host': { type: 'string' },
  'dashboard-name': { type: 'string' },
  'dashboard-port': { type: 'string' },
  'tls-cert': { type: 'string' },
  'tls-key': { type: 'string' },
  'access-token-file': { type: 'string' },
  help: { type: 'boolean' },
};

const files = ['data', 'profile-file', 'tls-cert', 'tls-key', 'access-token-file'];
const dashboardFlags = ['dashboard-host', 'dashboard-name', 'dashboard-port', 'tls-cert', 'tls-key', 'access-token-file'];

/** @param {string} message @returns {never} */
function misused(message) {
  console.error(`${message}\n\n${usage}`);
  return process.exit(2);
}

function readFlags() {
  try {
    const { values } = parseArgs({ options: flags, args: process.argv.slice(2) });
    // A file is meant from where the person stands.
    for (const name of files) {
      if (values[name] !== undefined) values[name] = resolve(process.env.INIT_CWD ?? process.cwd(), String(values[name]));
    }
    if (!values.cluster && (values.brokers ?? values.nodes) !== undefined) return misused('--brokers and --nodes go with --cluster.');
    if (values.cluster && values['profile-file'] !== undefined)
      return misused('--profile-file does not go with --cluster, which brings a profile of its own. Leave one of them out.');
    return values;
  } catch (error) {
    return misused(error instanceof Error ? error.message : String(error));
  }
}

const values = readFlags();

/** The flags of this name that were given, as a shell takes them. @param {readonly string[]} names */
function given(names) {
  return names.flatMap((name) => {
    const value = values[name];
    return value === undefined ? [] : value === true ? [`--${name}`] : [`--${name}`, String(value)];
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

/** @typedef {import('./start-cluster.mjs').Desktop} Desktop */

/** @param {Desktop} desktop @returns {Promise<number>} */
async function startWindow({ args, env }) {
  const electron = await findElectron();
  if ('reason' in electron) return startBrowser({ args, env }, electron.reason);
  const startedAt = Date.now();
  const ended = await run(electron.program, [root, ...args], { env });
  if (neverRan(ended) && Date.now() - startedAt < earlyMs) return startBrowser({ args, env }, 'Electron could not run here (see above).');
  return ended.code;
}

/** @param {Desktop} desktop @param {string} [reason] why there is no window @returns {Promise<number>} */
async function startBrowser({ args, env }, reason) {
  if (reason !== undefined) console.log(`${reason} Kpoll opens in the browser instead.`);
  return (await run(process.execPath, [join(root, 'out/browser/server.js'), ...args], { env })).code;
}

/** @param {Desktop} desktop */
const startDesktop = (desktop) => (values.browser ? startBrowser(desktop) : startWindow(desktop));

/** @param {string} name @returns {1 | 3 | undefined} */
function oneOrThree(name) {
  const value = values[name];
  if (value === undefined) return undefined;
  return value === '1' ? 1 : value === '3' ? 3 : misused(`--${name} is 1 or 3, not ${value}.`);
}

async function startWithCluster() {
  const { startOnCluster } = await import('./start-cluster.mjs');
  const { ClusterProblem } = await import('./cluster/problem.mjs');
  const port = Number(values.port ?? 7300);
  if (!Number.isInteger(port) || port < 0 || port > 65_535) return misused(`--port is a port from 0 to 65535, not ${values.port}.`);
  const data = values.data === undefined ? undefined : String(values.data);
  const options = { data, brokers: oneOrThree('brokers'), nodes: oneOrThree('nodes'), port, host: String(values.host ?? '0.0.0.0') };
  try {
    return await startOnCluster(options, ({ args, env }) =>
      startDesktop({ args: [...args, ...given(['no-open', 'demo', ...dashboardFlags])], env }),
    );
  } catch (error) {
    if (!(error instanceof ClusterProblem)) throw error;
    console.error(error.message);
    return 1;
  }
}

if (values.help) {
  console.log(usage);
} else {
  await ensureInstalled();
  await build();
  process.exitCode = values.cluster
    ? await startWithCluster()
    : await startDesktop({ args: given(['data', 'port', 'host', 'no-open', 'demo', 'profile-file', ...dashboardFlags]), env: process.env });
}
