import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import { root } from './root.mjs';

/**
 * @typedef {object} Ended
 * @property {number} code the exit code; 128 + the signal's number after a signal, 127 where the program could not be started
 * @property {NodeJS.Signals | null} signal
 * @property {string} output what it printed, where that was asked for
 */

/**
 * Runs a program to its end. Signals that this process gets meanwhile are passed on.
 * @param {string} command
 * @param {readonly string[]} args
 * @param {{ env?: NodeJS.ProcessEnv, capture?: boolean, timeoutMs?: number, shell?: boolean }} [options]
 * @returns {Promise<Ended>}
 */
export function run(command, args, { env = process.env, capture = false, timeoutMs, shell = false } = {}) {
  return new Promise((resolve) => {
    const child = spawn(command, args, { cwd: root, env, shell, stdio: capture ? ['ignore', 'pipe', 'pipe'] : 'inherit' });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) stream?.on('data', (chunk) => (output += String(chunk)));
    const stopForwarding = forwardSignals(child);
    const timer = timeoutMs === undefined ? undefined : setTimeout(() => child.kill('SIGKILL'), timeoutMs);
    /** @param {Ended} ended */
    const end = (ended) => {
      clearTimeout(timer);
      stopForwarding();
      resolve(ended);
    };
    child.on('error', (error) => end({ code: 127, signal: null, output: error.message }));
    child.on('close', (code, signal) => end({ code: code ?? 128 + (signal === null ? 0 : constants.signals[signal]), signal, output }));
  });
}

/** @param {import('node:child_process').ChildProcess} child */
function forwardSignals(child) {
  // SIGINT goes on as SIGTERM: a Ctrl+C in a terminal has reached the child already, and a second SIGINT means "at once".
  const terminate = () => child.kill('SIGTERM');
  process.on('SIGTERM', terminate);
  process.on('SIGINT', terminate);
  return () => {
    process.off('SIGTERM', terminate);
    process.off('SIGINT', terminate);
  };
}

/** npm is a shell script on Windows. @param {readonly string[]} args */
export function runNpm(args) {
  return run('npm', args, { shell: process.platform === 'win32' });
}
