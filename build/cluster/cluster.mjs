// The local cluster: Kafka and Cassandra as real programs on loopback, without Docker.
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { root } from '../root.mjs';
import { dataCenter } from './cassandra.mjs';
import { guard } from './guard.mjs';
import { ensureJava } from './java.mjs';
import { cassandraVersion, ensureLibraries, kafkaVersion as currentKafka } from './libraries.mjs';
import { choosePortBase, portsFrom } from './ports.mjs';
import { ClusterProblem } from './problem.mjs';
import { observe } from './process-table.mjs';
import { awaitProgram, isRunning, killProgram, signalProgram, startProgram, stopProgram } from './programs.mjs';
import { giveRights } from './rights.mjs';
import { readState, requireState, writeState } from './state-file.mjs';
import { usersOf } from './users.mjs';

/**
 * @typedef {object} ClusterOptions
 * @property {string} [data] the folder of the cluster; without it .cache/cluster, or a new folder where the cluster is temporary
 * @property {boolean} [temporary] ends with this process, however that ends, and leaves nothing behind
 * @property {boolean} [endWithProcess] ends with this process, however that ends, unless all of it was running before
 * @property {1 | 3} [brokers] 1
 * @property {1 | 3} [nodes] 1
 * @property {number} [portBase] ten ports from here on; without it free ones are chosen at the first start and kept
 * @property {boolean} [secured] Kafka and Cassandra ask for a name and a password, and give rights by user
 * @property {boolean} [proxied] brokers also listen for clients that come through proxies, see `proxies`
 * @property {string} [kafkaVersion] 4.3.1
 * @property {(line: string) => void} [onProgress]
 */
/**
 * @typedef {object} ProgramStatus
 * @property {string} name kafka-1 to kafka-3, cassandra-1 to cassandra-3
 * @property {'up' | 'paused' | 'down'} state
 * @property {number | undefined} pid
 * @property {number} memoryBytes resident; 0 while it is down
 * @property {string} address host:port for clients
 * @property {string | null} startedAt
 */
/**
 * @typedef {object} Cluster
 * @property {string} data
 * @property {boolean} wasRunning nothing had to be started
 * @property {string[]} brokers host:port of each
 * @property {string[]} contactPoints addresses of the nodes, without the port
 * @property {{ listen: string, target: string }[]} proxies of a proxied cluster: host:port where brokers tell clients to come, and where they listen for those
 * @property {number} cassandraPort
 * @property {string} dataCenter
 * @property {Readonly<Record<import('./users.mjs').UserRole, { name: string, password: string }>> | undefined} users of a secured cluster
 * @property {() => ProgramStatus[]} status
 * @property {(name: string) => Promise<void>} kill SIGKILL; resolves when the process is gone
 * @property {(name: string) => Promise<void>} restart stops it in order where it runs, starts it and waits until it serves
 * @property {(name: string) => Promise<void>} pause SIGSTOP
 * @property {(name: string) => Promise<void>} resume SIGCONT
 * @property {() => Promise<void>} stop stops all programs; a temporary cluster's folder is removed
 */

export const defaultData = join(root, '.cache/cluster');

/**
 * Starts what is not running and waits until everything serves; a cluster that is up is left as it is.
 * Rejects with a ClusterProblem.
 * @param {ClusterOptions} [options]
 * @returns {Promise<Cluster>}
 */
export async function startCluster(options = {}) {
  if (process.platform === 'win32') throw new ClusterProblem('Cassandra does not run on Windows: use WSL 2, or Docker with compose.yaml.');
  const { temporary = false, endWithProcess = temporary, onProgress = () => undefined } = options;
  const data = options.data ?? (temporary ? mkdtempSync(join(tmpdir(), 'kpoll-cluster-')) : defaultData);
  const state = readState(data) ?? (await createState(data, options));
  mustFit(data, state, options);
  const wasRunning = state.programs.every(isRunning);
  const release = endWithProcess && !wasRunning ? guard(data, { remove: temporary }) : () => undefined;
  const control = controls(data, temporary, release);
  try {
    await startMissing(data, state, onProgress);
    return { ...describe(data), wasRunning, ...control };
  } catch (error) {
    if (endWithProcess && !wasRunning) await control.stop();
    throw error;
  }
}

/** @param {string} data @param {import('./state-file.mjs').ClusterState} state @param {(line: string) => void} onProgress */
async function startMissing(data, state, onProgress) {
  // One after the other: each may install or fetch, and two Mavens share one folder.
  await ensureJava();
  await ensureLibraries('kafka', state.kafkaVersion);
  await ensureLibraries('cassandra', cassandraVersion);
  const missing = state.programs.filter((program) => !isRunning(program)).map(({ name }) => name);
  const starting = state.programs.map(({ name }) =>
    missing.includes(name) ? startWithWord(data, name, onProgress) : awaitProgram(data, name),
  );
  const outcomes = await Promise.allSettled(starting);
  const failed = outcomes.find((outcome) => outcome.status === 'rejected');
  if (failed !== undefined) throw failed.reason;
  if (missing.length > 0) await giveRights({ ...describe(data), secured: state.secured });
}

/** @param {string} data @param {string} name @param {(line: string) => void} onProgress */
async function startWithWord(data, name, onProgress) {
  const startedAt = Date.now();
  await startProgram(data, name);
  onProgress(`${name} is up after ${((Date.now() - startedAt) / 1000).toFixed(1)} s`);
}

/** @param {string} data @param {ClusterOptions} options */
async function createState(data, { brokers = 1, nodes = 1, portBase: wanted, secured = false, proxied, kafkaVersion = currentKafka }) {
  const portBase = await choosePortBase({ nodes: proxied ? Math.max(brokers, nodes) : nodes, wanted, proxied: proxied === true });
  if (secured && proxied)
    throw new ClusterProblem('A secured cluster cannot be proxied: its brokers have no password for those who come that way.');
  const ports = portsFrom(portBase);
  const numbers = (/** @type {number} */ count) => Array.from({ length: count }, (_, index) => index + 1);
  const stopped = { process: null, startedAt: null };
  /** @type {import('./state-file.mjs').Program[]} */
  const programs = [
    ...numbers(brokers).map((number) => ({
      ...{ name: `kafka-${number}`, kind: /** @type {const} */ ('kafka'), number, address: `127.0.0.1:${ports.kafka(number)}` },
      ...stopped,
    })),
    ...numbers(nodes).map((number) => ({
      ...{ name: `cassandra-${number}`, kind: /** @type {const} */ ('cassandra'), number, address: `127.0.0.${number}:${ports.cassandra}` },
      ...stopped,
    })),
  ];
  // Kafka does not take an id that begins with a dash.
  const kafkaClusterId = `k${randomBytes(16).toString('base64url').slice(1)}`;
  /** @type {import('./state-file.mjs').ClusterState} */
  const state = { v: 1, brokers, nodes, secured, ...(proxied ? { proxied } : {}), kafkaVersion, kafkaClusterId, portBase, programs };
  writeState(data, state);
  return state;
}

/** @param {string} data @param {import('./state-file.mjs').ClusterState} state @param {ClusterOptions} options */
function mustFit(data, state, { brokers, nodes, secured, proxied, kafkaVersion, portBase }) {
  const wanted = Object.entries({ brokers, nodes, secured, proxied, kafkaVersion, portBase }).filter(([, value]) => value !== undefined);
  const is = { proxied: false, ...state };
  const other = wanted.filter(([name, value]) => is[/** @type {keyof typeof is} */ (name)] !== value);
  if (other.length === 0) return;
  const faults = other.map(([name, value]) => `${name} ${is[/** @type {keyof typeof is} */ (name)]}, not ${value}`).join('; ');
  throw new ClusterProblem(
    `The cluster in ${data} was made with ${faults}, and this cannot be changed later. Use another folder (--data DIR), or stop it (npm run cluster -- down) and delete the folder; that deletes the polls and votes in it.`,
  );
}

/** Where clients find the cluster. @param {string} data */
export function describe(data) {
  const state = requireState(data);
  const [kafka, cassandra] = ['kafka', 'cassandra'].map((kind) => state.programs.filter((program) => program.kind === kind));
  const users = Object.fromEntries(usersOf(state).map(({ role, name, password }) => [role, { name, password }]));
  return {
    data,
    brokers: (kafka ?? []).map(({ address }) => address),
    contactPoints: (cassandra ?? []).map(({ address }) => address.slice(0, address.lastIndexOf(':'))),
    proxies: state.proxied === true ? (kafka ?? []).map(({ number }) => proxyOf(state, number)) : [],
    cassandraPort: portsFrom(state.portBase).cassandra,
    dataCenter,
    users: state.secured ? /** @type {NonNullable<Cluster['users']>} */ (users) : undefined,
  };
}

/** @param {import('./state-file.mjs').ClusterState} state @param {number} number */
function proxyOf({ portBase }, number) {
  const { proxy, behindProxy } = portsFrom(portBase);
  return { listen: `127.0.0.${number}:${proxy}`, target: `127.0.0.${number}:${behindProxy}` };
}

/** @param {string} data @param {boolean} temporary @param {() => void} release @returns {Omit<Cluster, keyof ReturnType<typeof describe> | 'wasRunning'>} */
function controls(data, temporary, release) {
  return {
    status: () => clusterStatus(data),
    kill: (name) => killProgram(data, name),
    restart: (name) => restartProgram(data, name),
    pause: async (name) => signalProgram(data, name, 'SIGSTOP'),
    resume: async (name) => signalProgram(data, name, 'SIGCONT'),
    async stop() {
      await stopCluster(data, { inOrder: !temporary });
      if (temporary) rmSync(data, { recursive: true, force: true });
      release();
    },
  };
}

/** @param {string} data @param {string} name */
export async function restartProgram(data, name) {
  await stopProgram(data, name);
  await startProgram(data, name);
}

/** @param {string} data @returns {ProgramStatus[]} */
export function clusterStatus(data) {
  return requireState(data).programs.map(({ name, process: id, address, startedAt }) => {
    const seen = observe(id);
    if (seen === undefined) return { name, state: 'down', pid: undefined, memoryBytes: 0, address, startedAt: null };
    return { name, state: seen.paused ? 'paused' : 'up', pid: id?.pid, memoryBytes: seen.memoryBytes, address, startedAt };
  });
}

/**
 * Stops every program that runs: in order, or at once where nothing is to be kept.
 * @param {string} data
 * @param {{ inOrder?: boolean }} [options]
 */
export async function stopCluster(data, { inOrder = true } = {}) {
  const running = requireState(data).programs.filter(isRunning);
  const stop = inOrder ? stopProgram : killProgram;
  await Promise.all(running.map(({ name }) => stop(data, name)));
  return running.map(({ name }) => name);
}
