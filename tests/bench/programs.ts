import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';

export interface Program {
  readonly url: string;
  readonly pid: number;
  /** Asks it to end (SIGTERM), and resolves when it has. */
  stop(): Promise<void>;
}

/** Starts a Node program and waits until a line of its output tells where it listens. */
export async function start(args: readonly string[], urlOf: (line: string) => string | undefined): Promise<Program> {
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  const lines = createInterface({ input: child.stdout });
  const url = await new Promise<string>((resolve, reject) => {
    lines.on('line', (line) => {
      const found = urlOf(line);
      if (found !== undefined) resolve(found);
    });
    child.once('exit', (code) => {
      reject(new Error(`${args.join(' ')} ended with ${String(code)}`));
    });
  });
  return {
    url,
    pid: child.pid ?? 0,
    async stop() {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const exit = once(child, 'exit');
      child.kill('SIGTERM');
      await exit;
    },
  };
}

export function startReference(): Promise<Program> {
  return start(['out/commands/bench-reference.js'], (line) => (/^\d+$/.test(line) ? `http://127.0.0.1:${line}/` : undefined));
}

const urlInLog = (line: string) => (JSON.parse(line) as { url?: string }).url;

export function startServer(folder: string, args: readonly string[], nodeArgs: readonly string[] = []): Promise<Program> {
  const command = [...nodeArgs, 'out/ingest-server/server.js', '--data', folder, '--port', '0', '--log-level', 'info', ...args];
  return start(command, urlInLog);
}
