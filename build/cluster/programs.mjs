// Starts and stops single programs of a cluster; the state file is kept up to date.
import { spawn } from 'node:child_process';
import { closeSync, mkdirSync, openSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { prepareCassandra } from './cassandra.mjs';
import { ensureJava } from './java.mjs';
import { prepareKafka } from './kafka.mjs';
import { cassandraVersion, ensureLibraries } from './libraries.mjs';
import { ClusterProblem } from './problem.mjs';
import { identify, observe, send, waitForEnd } from './process-table.mjs';
import { answers, readSince, sizeOf } from './ready.mjs';
import { requireState, updateProgram } from './state-file.mjs';

/** @typedef {import('./state-file.mjs').ClusterState} ClusterState @typedef {import('./state-file.mjs').Program} Program */

const readyLimitMs = 180_000;
const lookEveryMs = 100;
/** A broker hands its partitions over and a node empties its memory before they end; longer than this is a hang. */
const graceMs = 20_000;
const killLimitMs = 10_000;
const tailLines = 15;

/** @param {string} data @param {string} name */
const logFile = (data, name) => join(data, 'logs', `${name}.log`);

/** @param {Program} program */
export const isRunning = (program) => observe(program.process) !== undefined;

/** @param {string} data @param {ClusterState} state @param {Program} program */
async function prepare(data, state, program) {
  const java = await ensureJava();
  const version = program.kind === 'kafka' ? state.kafkaVersion : cassandraVersion;
  const libraries = await ensureLibraries(program.kind, version);
  const setting = { state, program, folder: join(data, program.name), libraries, java };
  return program.kind === 'kafka' ? prepareKafka(setting) : prepareCassandra(setting);
}

/**
 * Starts a program and waits until it serves. Rejects with a ClusterProblem and the end of its log where it does not.
 * @param {string} data
 * @param {string} name
 */
export async function startProgram(data, name) {
  const state = requireState(data);
  const program = findProgram(state, name);
  const { command, args } = await prepare(data, state, program);
  mkdirSync(join(data, 'logs'), { recursive: true });
  const from = new Map(state.programs.map((each) => [each.name, sizeOf(logFile(data, each.name))]));
  const log = openSync(logFile(data, name), 'a');
  const child = spawn(command, args, { cwd: join(data, name), detached: true, stdio: ['ignore', log, log] });
  closeSync(log);
  await new Promise((resolve, reject) => child.once('spawn', resolve).once('error', reject));
  child.unref();
  updateProgram(data, name, { process: identify(Number(child.pid)), startedAt: new Date().toISOString() });
  await waitUntilReady(data, name, from);
}

/** Waits until a program that runs serves; one that is paused goes on. @param {string} data @param {string} name */
export async function awaitProgram(data, name) {
  signalProgram(data, name, 'SIGCONT');
  const { kind, address } = findProgram(requireState(data), name);
  await waitUntil(data, name, () => answers(kind, address), new Map());
}

/** @param {string} data @param {string} name @param {ReadonlyMap<string, number>} from sizes of all logs at the start */
async function waitUntilReady(data, name, from) {
  const check = () => {
    const state = requireState(data);
    return isReady(data, state, findProgram(state, name), from);
  };
  await waitUntil(data, name, check, from);
}

/** @param {string} data @param {string} name @param {() => Promise<boolean>} check @param {ReadonlyMap<string, number>} from */
async function waitUntil(data, name, check, from) {
  const deadline = Date.now() + readyLimitMs;
  for (;;) {
    const program = findProgram(requireState(data), name);
    if (!isRunning(program)) throw new ClusterProblem(`${name} ended while it started. ${endOfLog(data, name, from)}`);
    if (await check()) return;
    if (Date.now() > deadline)
      throw new ClusterProblem(`${name} does not answer after ${readyLimitMs / 1000} s. ${endOfLog(data, name, from)}`);
    await pause(lookEveryMs);
  }
}

/** What a program writes when it has started. */
const lastWords = { kafka: 'Kafka Server started', cassandra: 'Starting listening for CQL clients' };

/** @param {string} data @param {ClusterState} state @param {Program} program @param {ReadonlyMap<string, number>} from */
async function isReady(data, state, program, from) {
  const written = (/** @type {string} */ name) => readSince(logFile(data, name), from.get(name) ?? 0);
  // Its own word too: something else could answer in its place.
  if (!written(program.name).includes(lastWords[program.kind])) return false;
  if (!(await answers(program.kind, program.address))) return false;
  if (program.kind === 'kafka') return true;
  // Nodes must have found each other, or the first writes of a quorum are refused.
  const others = state.programs.filter((each) => each.kind === 'cassandra' && each.name !== program.name && isServing(each));
  return others.every((other) => saysUp(written(program.name), other) && saysUp(written(other.name), program));
}

/** @param {Program} program */
const isServing = (program) => observe(program.process)?.paused === false;

/** @param {string} log @param {Program} node */
function saysUp(log, node) {
  const host = node.address.slice(0, node.address.lastIndexOf(':'));
  return log.split('\n').some((line) => line.includes(`/${host}:`) && line.includes('is now UP'));
}

/** @param {string} data @param {string} name @param {ReadonlyMap<string, number>} from */
function endOfLog(data, name, from) {
  const lines = readSince(logFile(data, name), from.get(name) ?? 0)
    .trimEnd()
    .split('\n');
  return `The end of ${logFile(data, name)}:\n${lines.slice(-tailLines).join('\n')}`;
}

/** Stops a program in order, and by force where that takes too long. @param {string} data @param {string} name */
export async function stopProgram(data, name) {
  const { process: id } = findProgram(requireState(data), name);
  if (id !== null) {
    send(id, 'SIGCONT');
    send(id, 'SIGTERM');
    if (!(await waitForEnd(id, graceMs))) await endAtOnce(id, name);
  }
  updateProgram(data, name, { process: null, startedAt: null });
}

/** kill -9. @param {string} data @param {string} name */
export async function killProgram(data, name) {
  const { process: id } = findProgram(requireState(data), name);
  if (id !== null) await endAtOnce(id, name);
}

/** @param {import('./process-table.mjs').ProcessId} id @param {string} name */
async function endAtOnce(id, name) {
  send(id, 'SIGKILL');
  if (!(await waitForEnd(id, killLimitMs))) throw new ClusterProblem(`${name} (process ${id.pid}) does not end, not even by SIGKILL.`);
}

/** @param {string} data @param {string} name @param {'SIGSTOP' | 'SIGCONT'} signal */
export function signalProgram(data, name, signal) {
  const program = findProgram(requireState(data), name);
  if (program.process === null || !isRunning(program))
    throw new ClusterProblem(`${name} is not running. Start it with: npm run cluster -- up`);
  send(program.process, signal);
}

/** @param {ClusterState} state @param {string} name */
function findProgram(state, name) {
  const program = state.programs.find((each) => each.name === name);
  if (program !== undefined) return program;
  throw new ClusterProblem(
    `There is no program "${name}" in this cluster; there are ${state.programs.map((each) => each.name).join(', ')}.`,
  );
}
