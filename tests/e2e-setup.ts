import { execFileSync } from 'node:child_process';

/** Journeys begin at what a user starts: the bundles of today, the window included. */
export default function setup(): void {
  execFileSync(process.execPath, ['build/bundle.mjs', '--if-changed', 'node', 'pages', 'renderer', 'test-electron'], { stdio: 'inherit' });
}
