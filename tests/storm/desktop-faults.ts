import { hasEnded } from './processes.ts';
import type { Screen } from './screen.ts';
import { until } from './until.ts';
import type { Heal } from './world.ts';
import { faultName } from './world.ts';

export async function haltDesktop(screen: Screen): Promise<Heal> {
  const child = screen.desktop()?.child;
  child?.kill('SIGSTOP');
  return async () => void child?.kill('SIGCONT');
}

/** What can happen to a desktop that has no server of its own. */
export function desktopFaults(screen: () => Screen): [string, () => Promise<Heal>][] {
  const end = (name: NodeJS.Signals) => async () => {
    const child = screen().desktop()?.child;
    child?.kill(name);
    await until('the desktop has ended', async () => hasEnded(child));
    return () => screen().start();
  };
  return [
    [faultName('kill', 'desktop'), end('SIGKILL')],
    [faultName('restart', 'desktop'), end('SIGTERM')],
    [faultName('halt', 'desktop'), () => haltDesktop(screen())],
  ];
}
