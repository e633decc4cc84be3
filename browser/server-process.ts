import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { endChild } from '../main/connection/end-child.ts';
import { serverArguments } from '../main/connection/start-server.ts';
import type { ServerProgram, StartServer } from '../main/connection/start-server.ts';

const keptMessage = 4000;

/**
 * Starts the ingest server with the same Node as this program. Its standard input is a line of life: when this program
 * dies, however suddenly, the line ends and the server stops by itself.
 */
export function createNodeServerStarter({ script, env, onLine }: ServerProgram): StartServer {
  return (options) => {
    const child = spawn(process.execPath, [script, ...serverArguments(options), '--exit-with-parent', '--log-level', 'warn'], {
      // What it has to say goes to this program's log; its last words come back as the reason of its end.
      stdio: ['pipe', 'pipe', 'pipe'],
      // Ctrl+C in a terminal is meant for this program, which then stops the server in its turn.
      detached: process.platform !== 'win32',
      windowsHide: true,
      env,
    });
    for (const stream of [child.stdout, child.stderr]) createInterface({ input: stream }).on('line', onLine);
    let message = '';
    child.stderr.setEncoding('utf8');
    child.stderr.on('data', (text: string) => (message = (message + text).slice(-keptMessage)));
    // A server that is gone takes no line of life; its end is told below.
    child.stdin.on('error', () => undefined);
    const ended = new Promise<{ code: number | null; message: string }>((resolve) => {
      child.once('error', (error) => resolve({ code: null, message: error.message }));
      child.once('close', (code) => resolve({ code, message: message.trim() }));
    });
    return {
      pid: child.pid,
      ended,
      stop: () =>
        endChild({
          ended,
          terminate() {
            child.kill('SIGTERM');
            child.stdin.end();
          },
          kill: () => child.kill('SIGKILL'),
        }),
    };
  };
}
