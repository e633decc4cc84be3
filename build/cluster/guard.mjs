// Ends a temporary cluster when the process that wanted it is gone, even by kill -9: a small program whose standard input
// closes then. Run as a program: node guard.mjs DATA
import { spawn } from 'node:child_process';
import { rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/**
 * Puts the cluster in this folder under guard.
 * @param {string} data
 * @returns {() => void} lets the guard go, once the cluster has been stopped
 */
export function guard(data) {
  const child = spawn(process.execPath, [fileURLToPath(import.meta.url), data], { detached: true, stdio: ['pipe', 'ignore', 'ignore'] });
  child.unref();
  /** @type {import('node:net').Socket} */ (child.stdin).unref();
  return () => child.stdin.end();
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [, , data = ''] = process.argv;
  process.stdin.resume().once('end', async () => {
    const { stopCluster } = await import('./cluster.mjs');
    const { readState } = await import('./state-file.mjs');
    if (readState(data) !== undefined) await stopCluster(data, { inOrder: false });
    rmSync(data, { recursive: true, force: true });
  });
}
