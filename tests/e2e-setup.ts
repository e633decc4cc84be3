import { execFileSync } from 'node:child_process';

/** Journeys begin at what a user starts: the bundles of today. Those for the Electron of the tests only where it is there. */
export default function setup(): void {
  const forElectron = process.env['KPOLL_TEST_ELECTRON'] === undefined ? [] : ['test-electron'];
  const args = ['build/bundle.mjs', '--if-changed', 'node', 'pages', 'renderer', ...forElectron];
  execFileSync(process.execPath, args, { stdio: 'inherit' });
}
