import type { ShellServices } from '../../main/host/shell-handlers.ts';
import { createFakeShell } from './fake-shell.ts';

/** What a shell is asked to do by windows, done by nobody. */
export function createFakeShellServices(changes: Partial<ShellServices> = {}): ShellServices {
  return {
    shell: createFakeShell(),
    dataFolder: '/home/ada/Kpoll',
    diagnose: async () => 'Kpoll 1.0.0',
    openings: { take: () => [] },
    ...changes,
  };
}
