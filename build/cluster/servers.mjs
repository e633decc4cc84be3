// The ingest servers of one computer's product on a cluster: one process for each role.
import { spawn } from 'node:child_process';
import { createWriteStream, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { root } from '../root.mjs';
import { ClusterProblem } from './problem.mjs';

const roles = /** @type {const} */ (['http', 'tally', 'history']);
const readyLimitMs = 120_000;
const lookEveryMs = 200;
const graceMs = 20_000;
const tailLines = 15;

/**
 * @typedef {object} Options
 * @property {string} data the folder for their files
 * @property {import('./cluster.mjs').Cluster} cluster
 * @property {number} port of the one that participants reach
 * @property {string} host
 * @property {(line: string) => void} onProgress
 */
/** @typedef {{ readonly role: string, readonly url: () => Promise<string>, readonly stop: () => Promise<void> }} Server */

/** @param {Options} options @param {(typeof roles)[number]} role */
function argumentsOf({ data, cluster, port, host }, role) {
  const { brokers, contactPoints, cassandraPort, dataCenter } = cluster;
  const listening = role === 'http' ? { port, host } : { port: 0, host: '127.0.0.1' };
  const settings = {
    ...{ roles: role, data: join(data, role), ...listening },
    ...{
      brokers: brokers.join(','),
      'contact-points': contactPoints.join(','),
      'cassandra-port': cassandraPort,
      'data-center': dataCenter,
    },
    ...{ 'key-ring': join(data, 'key-ring.json'), 'author-token-file': join(data, 'author-token') },
    replication: Math.min(brokers.length, contactPoints.length),
  };
  return ['--exit-with-parent', ...Object.entries(settings).flatMap(([name, value]) => [`--${name}`, String(value)])];
}

/** Starts one server; it ends with this process. @param {Options} options @param {(typeof roles)[number]} role @returns {Server} */
function startServer(options, role) {
  const folder = join(options.data, role);
  mkdirSync(folder, { recursive: true });
  rmSync(join(folder, 'server.json'), { force: true });
  const file = join(folder, 'server.log');
  const log = createWriteStream(file, { flags: 'w' });
  const args = [join(root, 'out/ingest-server/server.js'), ...argumentsOf(options, role)];
  // A group of its own: Ctrl+C is for the desktop, after which servers are stopped in order.
  const child = spawn(process.execPath, args, { cwd: root, detached: true, stdio: ['pipe', 'pipe', 'pipe'] });
  for (const stream of [child.stdout, child.stderr]) stream.pipe(log, { end: false });
  let stopping = false;
  /** @type {Promise<void>} */
  const ended = new Promise((resolve) => child.once('close', () => log.end(resolve)));
  const hasEnded = () => child.exitCode !== null || child.signalCode !== null;
  const said = () => `The end of ${file}:\n${readFileSync(file, 'utf8').trimEnd().split('\n').slice(-tailLines).join('\n')}`;
  ended.then(() => {
    if (!stopping) options.onProgress(`The ${role} server has ended. ${said()}`);
  });
  return {
    role,
    async url() {
      const deadline = Date.now() + readyLimitMs;
      for (;;) {
        if (hasEnded()) throw new ClusterProblem(`The ${role} server could not start; see above.`);
        const url = readAddress(folder);
        if (url !== undefined && (await isReady(url, role))) return url;
        if (Date.now() > deadline) throw new ClusterProblem(`The ${role} server is not ready after ${readyLimitMs / 1000} s. ${said()}`);
        await pause(lookEveryMs);
      }
    },
    async stop() {
      stopping = true;
      child.kill('SIGTERM');
      const timer = setTimeout(() => child.kill('SIGKILL'), graceMs);
      await ended;
      clearTimeout(timer);
    },
  };
}

/** A server writes where it listens into its folder. @param {string} folder @returns {string | undefined} */
function readAddress(folder) {
  try {
    return JSON.parse(readFileSync(join(folder, 'server.json'), 'utf8')).url;
  } catch (error) {
    // Not there yet, or half written.
    if (error instanceof SyntaxError || /** @type {NodeJS.ErrnoException} */ (error).code === 'ENOENT') return undefined;
    throw error;
  }
}

/** @param {string} url @param {string} role */
async function isReady(url, role) {
  const answer = await globalThis.fetch(`${url}${role === 'http' ? '/readyz' : '/healthz'}`).catch(() => undefined);
  return answer?.ok === true;
}

/**
 * Starts all roles and waits until votes are taken. Rejects with a ClusterProblem; nothing of it runs then.
 * @param {Options} options
 * @returns {Promise<{ url: string, authorToken: string, stop: () => Promise<void> }>}
 */
export async function startServers(options) {
  // The first makes topics, keyspace, key ring and author token; the others find them.
  /** @type {Server[]} */
  const servers = [];
  const stop = async () => {
    for (const server of servers.splice(0)) await server.stop();
  };
  try {
    let url = '';
    for (const role of roles) {
      const server = startServer(options, role);
      servers.push(server);
      const address = await server.url();
      if (role === 'http') url = address;
      options.onProgress(`The ${role} server is up at ${address}`);
    }
    return { url, authorToken: readFileSync(join(options.data, 'author-token'), 'utf8').trim().split('\n')[0] ?? '', stop };
  } catch (error) {
    await stop();
    throw error;
  }
}
