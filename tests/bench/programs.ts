import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

export interface Program {
  readonly url: string;
  readonly pid: number;
  stop(): Promise<void>;
}

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
      const exit = once(child, 'exit');
      child.kill('SIGTERM');
      await exit;
    },
  };
}

export function startReference(): Promise<Program> {
  return start(['out/commands/bench-reference.js'], (line) => (/^\d+$/.test(line) ? `http://127.0.0.1:${line}/` : undefined));
}

export interface IngestUnderTest extends Program {
  readonly folder: string;
  makeOpenPoll(extra?: object): Promise<string>;
  close(pollId: string): Promise<void>;
  votersOf(pollId: string): Promise<number>;
}

const urlInLog = (line: string) => (JSON.parse(line) as { url?: string }).url;

export function startServer(folder: string, args: readonly string[]): Promise<Program> {
  return start(['out/ingest-server/server.js', '--data', folder, '--port', '0', '--log-level', 'info', ...args], urlInLog);
}

/** The product's own server, with tally and history running, on a fresh data folder. */
export async function startIngest(): Promise<IngestUnderTest> {
  const folder = mkdtempSync(join(tmpdir(), 'kpoll-bench-'));
  const program = await startServer(folder, []);
  return underTest(program, folder, readFileSync(join(folder, 'author-token'), 'utf8').trim());
}

/** `stop` also removes the folder. */
export function underTest(program: Program, folder: string, token: string): IngestUnderTest {
  const call = async (method: string, path: string, body?: object) => {
    const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
    const response = await fetch(`${program.url}${path}`, {
      method,
      headers,
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    if (!response.ok) throw new Error(await response.text());
    return (await response.json()) as { id: string; result?: { voters: number } };
  };
  return {
    ...program,
    folder,
    async makeOpenPoll(extra = {}) {
      const { id } = await call('POST', '/polls', { question: 'Bench?', options: ['One', 'Two', 'Three', 'Four'], ...extra });
      await call('PATCH', `/polls/${id}`, { state: 'open' });
      return id;
    },
    async close(pollId) {
      await call('PATCH', `/polls/${pollId}`, { state: 'closed' });
    },
    votersOf: async (pollId) => (await call('GET', `/polls/${pollId}`)).result?.voters ?? 0,
    async stop() {
      await program.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
