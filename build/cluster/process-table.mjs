// Programs that outlive the tool are known by their id and start time together, as ids are used again.
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';

/** @typedef {{ readonly pid: number, readonly bornAt: string }} ProcessId */

/** @param {number} pid @returns {{ bornAt: string, state: string, memoryBytes: number } | undefined} */
function look(pid) {
  return process.platform === 'linux' ? lookInProc(pid) : lookWithPs(pid);
}

/** @param {number} pid */
function lookInProc(pid) {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The second field is the name in brackets, which may hold anything; the others follow it.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    const resident = /^VmRSS:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'));
    return { state: fields[0] ?? '', bornAt: fields[19] ?? '', memoryBytes: Number(resident?.[1] ?? 0) * 1024 };
  } catch (error) {
    if (['ENOENT', 'ESRCH'].includes(/** @type {NodeJS.ErrnoException} */ (error).code ?? '')) return undefined;
    throw error;
  }
}

/** @param {number} pid */
function lookWithPs(pid) {
  try {
    const line = execFileSync('ps', ['-o', 'stat=,rss=,lstart=', '-p', String(pid)], { encoding: 'utf8' }).trim();
    const [state = '', kilobytes = '0', ...born] = line.split(/\s+/);
    return { state, bornAt: born.join(' '), memoryBytes: Number(kilobytes) * 1024 };
  } catch (error) {
    // ps ends with 1 where there is no such process.
    if (/** @type {{ status?: number }} */ (error).status === 1) return undefined;
    throw error;
  }
}

/** @param {number} pid @returns {ProcessId} */
export function identify(pid) {
  return { pid, bornAt: look(pid)?.bornAt ?? '' };
}

/**
 * How the process does, or undefined once it has ended; another process of the same id is not it.
 * @param {ProcessId | null} id
 * @returns {{ memoryBytes: number, paused: boolean } | undefined}
 */
export function observe(id) {
  const seen = id === null ? undefined : look(id.pid);
  if (seen === undefined || seen.bornAt !== id?.bornAt || seen.state.startsWith('Z')) return undefined;
  return { memoryBytes: seen.memoryBytes, paused: seen.state.startsWith('T') };
}

/** Does nothing where the process has ended. @param {ProcessId} id @param {NodeJS.Signals} signal */
export function send(id, signal) {
  if (observe(id) === undefined) return;
  try {
    process.kill(id.pid, signal);
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code !== 'ESRCH') throw error;
  }
}

const lookEveryMs = 50;

/** @param {ProcessId} id @param {number} limitMs @returns {Promise<boolean>} whether it has ended */
export async function waitForEnd(id, limitMs) {
  const deadline = Date.now() + limitMs;
  while (observe(id) !== undefined) {
    if (Date.now() > deadline) return false;
    await pause(lookEveryMs);
  }
  return true;
}
