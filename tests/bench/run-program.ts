import { spawn } from 'node:child_process';
import { once } from 'node:events';

/** Runs a program of out/commands to its end and returns the JSON of the last line it prints; rejects where it fails. */
export async function runProgram<T>(args: readonly string[]): Promise<T> {
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  const chunks: Buffer[] = [];
  child.stdout.on('data', (chunk: Buffer) => chunks.push(chunk));
  const [code] = (await once(child, 'close')) as [number | null];
  const lines = Buffer.concat(chunks).toString('utf8').trim().split('\n');
  if (code !== 0) throw new Error(`${args.join(' ')} ended with ${String(code)}`);
  return JSON.parse(lines.at(-1) ?? '') as T;
}
