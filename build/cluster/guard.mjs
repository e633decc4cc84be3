// Ends a cluster when the process that wanted it is gone, even by kill -9: a small program whose standard input closes then.
// Run as a program: node guard.mjs DATA keep|remove
import { spawn } from 'node:child_process';
import { rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/**
 * Puts the cluster in this folder under guard.
 * @param {string} data
 * @param {{ remove: boolean }} options whether the folder goes too
 * @returns {() => void} lets the guard go, once the cluster has been stopped
 */
export function guard(data, { remove }) {
  const args = [fileURLToPath(import.meta.url), data, remove ? 'remove' : 'keep'];
  const child = spawn(process.execPath, args, { detached: true, stdio: ['pipe', 'ignore', 'ignore'] });
  child.unref();
  /** @type {import('node:net').Socket} */ (child.stdin).unref();
  return () => child.stdin.end();
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [, , data = '', what] = process.argv;
  const remove = what === 'remove';
  process.stdin.resume().once('end', async () => {
    const { stopCluster } = await import('./cluster.mjs');
    const { readState } = await import('./state-file.mjs');
    if (readState(data) !== undefined) await stopCluster(data, { inOrder: !remove });
    if (remove) rmSync(data, { recursive: true, force: true });
  });
}
