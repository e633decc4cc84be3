import { execFileSync } from 'node:child_process';

/** Threads and processes run from bundles, so the bundles must be of today. */
export default function setup(): void {
  execFileSync(process.execPath, ['build/bundle.mjs', '--if-changed', 'node', 'pages'], { stdio: 'inherit' });
}
