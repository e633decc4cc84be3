import { spawn } from 'node:child_process';
import type { Profiler } from 'node:inspector';
import { once } from 'node:events';
import { createInterface } from 'node:readline';

export type Profile = Profiler.Profile;

export interface Program {
  readonly url: string;
  /** Memory after a collection. Of a server only. */
  memory(): Promise<NodeJS.MemoryUsage>;
  /** Processor time of all its threads so far, in µs. Of a server only. */
  cpu(): Promise<NodeJS.CpuUsage>;
  /** What the main thread does while `during` runs. Of a server only. */
  profile(during: () => Promise<unknown>): Promise<Profile>;
  /** Asks it to end (SIGTERM), and resolves when it has. */
  stop(): Promise<void>;
}

/** Starts a Node program and waits until a line of its output tells where it listens. */
export async function start(args: readonly string[], urlOf: (line: string) => string | undefined): Promise<Program> {
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit', 'ipc'] });
  if (child.stdout === null) throw new Error('the program has no output to read');
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
  const ask = async (question: string): Promise<unknown> => {
    child.send(question);
    const [answer] = (await once(child, 'message')) as [unknown];
    return answer;
  };
  return {
    url,
    memory: async () => (await ask('memory')) as NodeJS.MemoryUsage,
    cpu: async () => (await ask('cpu')) as NodeJS.CpuUsage,
    async profile(during) {
      await ask('profile-start');
      await during();
      return ((await ask('profile-stop')) as { profile: Profile }).profile;
    },
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

export function startServer(folder: string, args: readonly string[]): Promise<Program> {
  const probe = ['--expose-gc', '--import', './out/commands/bench-probe.js'];
  const command = [...probe, 'out/ingest-server/server.js', '--data', folder, '--port', '0', '--log-level', 'info', ...args];
  return start(command, urlInLog);
}
