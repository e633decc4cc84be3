import { execFileSync, spawnSync } from 'node:child_process';

/** Does nothing where there is no such process any more. */
export function signal(pid: number, name: NodeJS.Signals): void {
  if (pid <= 0) throw new Error(`There is no process ${pid}.`);
  try {
    process.kill(pid, name);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error;
  }
}

export function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ESRCH') return false;
    throw error;
  }
}

/** Why the size of a running process's files cannot be limited here, or undefined. */
export function whyNoFullDisk(): string | undefined {
  return spawnSync('prlimit', ['--version']).status === 0 ? undefined : 'there is no prlimit on this computer';
}

/** Every write to a file fails from now on, as on a full disk (EFBIG); sockets and pipes are not concerned. */
export function fillDiskOf(pid: number): void {
  execFileSync('prlimit', ['--pid', String(pid), '--fsize=1:unlimited']);
}

export function emptyDiskOf(pid: number): void {
  if (isAlive(pid)) execFileSync('prlimit', ['--pid', String(pid), '--fsize=unlimited:unlimited']);
}

/** Also where there never was one. */
export function hasEnded(child: { readonly exitCode: number | null; readonly signalCode: NodeJS.Signals | null } | undefined): boolean {
  return child === undefined || child.exitCode !== null || child.signalCode !== null;
}
