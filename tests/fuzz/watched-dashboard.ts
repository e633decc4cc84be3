import { execFileSync } from 'node:child_process';
import type { Dashboard } from '../integration/desktop/dashboard-client.ts';

/** What the host of a dashboard says that it must not say: bugs, promises that nobody looked after, its own death. */
export interface WatchedDashboard {
  faults(): readonly string[];
  /** In MB, as the operating system sees it. */
  residentMb(): number;
  /** In seconds: the processor time that it has used. */
  busySeconds(): number;
  /** How much it has written to its log, in bytes. */
  saidBytes(): number;
}

export function watchDashboard({ child }: Pick<Dashboard, 'child'>): WatchedDashboard {
  const faults: string[] = [];
  let said = 0;
  child.stderr?.on('data', (chunk: Buffer) => {
    said += chunk.length;
    const lines = chunk.toString().split('\n');
    faults.push(...lines.filter((line) => /unexpectedly|unhandled|uncaught|Warning:/i.test(line)).map((line) => line.slice(0, 2_000)));
  });
  child.on('exit', (code, signal) => {
    if (code !== 0) faults.push(`the dashboard ended with ${String(code ?? signal)}`);
  });
  const ask = (column: string) => execFileSync('ps', ['-o', `${column}=`, '-p', String(child.pid ?? 0)], { encoding: 'utf8' }).trim();
  return {
    faults: () => faults,
    residentMb: () => Number(ask('rss')) / 1024,
    busySeconds: () => secondsOf(ask('time')),
    saidBytes: () => said,
  };
}

/** Of `[[days-]hours:]minutes:seconds`. */
function secondsOf(time: string): number {
  const [days, rest] = time.includes('-') ? time.split('-') : ['0', time];
  return (rest ?? '').split(':').reduce((sum, part) => sum * 60 + Number(part), 0) + Number(days) * 86_400;
}
