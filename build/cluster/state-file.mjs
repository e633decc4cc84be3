// DATA/cluster.json: what the cluster consists of and which process each program is.
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ClusterProblem } from './problem.mjs';

/**
 * @typedef {object} Program
 * @property {string} name kafka-1, cassandra-1 ...
 * @property {'kafka' | 'cassandra'} kind
 * @property {number} number 1 to 3
 * @property {string} address host:port that clients use
 * @property {import('./process-table.mjs').ProcessId | null} process null while it has never been started or was stopped
 * @property {string | null} startedAt time of the last start, ISO 8601
 */
/**
 * @typedef {object} ClusterState
 * @property {1} v
 * @property {number} brokers
 * @property {number} nodes
 * @property {boolean} secured
 * @property {boolean} [proxied]
 * @property {string} kafkaVersion
 * @property {string} kafkaClusterId
 * @property {number} portBase
 * @property {Program[]} programs
 */

/** @param {string} data */
const stateFile = (data) => join(data, 'cluster.json');

/** @param {string} data the folder of the cluster @returns {ClusterState | undefined} undefined where there is no cluster yet */
export function readState(data) {
  let text;
  try {
    text = readFileSync(stateFile(data), 'utf8');
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code === 'ENOENT') return undefined;
    throw error;
  }
  const state = JSON.parse(text);
  if (state.v === 1) return state;
  throw new ClusterProblem(
    `${stateFile(data)} was written by another version of Kpoll. Use another folder (--data DIR), or delete this one.`,
  );
}

/** Whole or not at all. @param {string} data @param {ClusterState} state */
export function writeState(data, state) {
  mkdirSync(data, { recursive: true });
  const unfinished = `${stateFile(data)}.${process.pid}`;
  writeFileSync(unfinished, `${JSON.stringify(state, undefined, 2)}\n`);
  renameSync(unfinished, stateFile(data));
}

/**
 * Changes one program and writes the file; what other processes have written about the others is kept.
 * @param {string} data
 * @param {string} name
 * @param {Pick<Program, 'process' | 'startedAt'>} change
 */
export function updateProgram(data, name, change) {
  const state = requireState(data);
  writeState(data, { ...state, programs: state.programs.map((program) => (program.name === name ? { ...program, ...change } : program)) });
}

/** @param {string} data */
export function requireState(data) {
  const state = readState(data);
  if (state === undefined) throw new ClusterProblem(`There is no cluster in ${data}. Start one with: npm run cluster -- up`);
  return state;
}
