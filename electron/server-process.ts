import { createInterface } from 'node:readline';
import { utilityProcess } from 'electron';
import { endChild } from '../main/connection/end-child.ts';
import { serverArguments } from '../main/connection/start-server.ts';
import type { ServerProgram, StartServer } from '../main/connection/start-server.ts';

const keptMessage = 4000;

/**
 * Starts the ingest server in a utility process of this Electron, which ends with it. Undefined where Electron has none
 * (before 22): then the desktop attaches to a server that runs beside it.
 */
export function createUtilityServerStarter({ script, env, onLine }: ServerProgram): StartServer | undefined {
  if (typeof utilityProcess?.fork !== 'function') return undefined;
  return (options) => {
    const child = utilityProcess.fork(script, [...serverArguments(options), '--log-level', 'warn'], {
      stdio: ['ignore', 'pipe', 'pipe'],
      serviceName: 'Kpoll server',
      env: { ...env },
    });
    let message = '';
    for (const stream of [child.stdout, child.stderr]) if (stream) createInterface({ input: stream }).on('line', onLine);
    child.stderr?.on('data', (text: Buffer) => (message = (message + text.toString('utf8')).slice(-keptMessage)));
    const ended = new Promise<{ code: number | null; message: string }>((resolve) => {
      child.once('exit', (code) => resolve({ code, message: message.trim() }));
    });
    return {
      pid: child.pid,
      ended,
      stop: () =>
        endChild({
          ended,
          terminate: () => child.kill(),
          kill() {
            if (child.pid !== undefined) process.kill(child.pid, 'SIGKILL');
          },
        }),
    };
  };
}
