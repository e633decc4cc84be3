import { writeSync } from 'node:fs';
import { readPeakBytes } from './program-memory.ts';

/** Loaded before a command of the product (node --import), so that its last line of output tells what it took. */
export interface Usage {
  /** Since the process began. */
  readonly ms: number;
  readonly cpuMs: number;
  readonly peakBytes: number;
}

process.on('exit', () => {
  const { user, system } = process.cpuUsage();
  const usage: Usage = { ms: performance.now(), cpuMs: (user + system) / 1000, peakBytes: readPeakBytes() };
  writeSync(process.stdout.fd, `\n${JSON.stringify(usage)}\n`);
});
