import type { ChildProcess } from 'node:child_process';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, copyFileSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { extractAll } from '@electron/asar';
import type { OrdinaryUser } from './ordinary-user.ts';

export interface PackagedServer {
  readonly url: string;
  /** Asks it to end, and waits until it has. */
  stop(): Promise<void>;
}

/** Takes the package's archive apart into `folder`, beside a Node that everybody may run: all that the server needs must be in it. */
export function unpackServer(archive: string, folder: string): void {
  extractAll(archive, join(folder, 'app'));
  mkdirSync(join(folder, 'bin'));
  copyFileSync(process.execPath, join(folder, 'bin/node'));
  for (const place of ['', 'bin', 'bin/node']) chmodSync(join(folder, place), 0o755);
}

/** Runs the package's own ingest server on Node, as the user whose data it keeps: the Electron of the tests is too old for it. */
export async function startPackagedServer(folder: string, dataFolder: string, { uid, gid, env }: OrdinaryUser): Promise<PackagedServer> {
  const args = [join(folder, 'app/out/ingest-server/server.js'), '--data', dataFolder, '--port', '0', '--host', '127.0.0.1'];
  const child = spawn(join(folder, 'bin/node'), args, { uid, gid, env, cwd: '/', stdio: ['ignore', 'pipe', 'pipe'] });
  const said: string[] = [];
  child.stderr.on('data', (text: Buffer) => said.push(text.toString()));
  return { url: await urlOf(child, said), stop: () => end(child) };
}

function urlOf(child: ChildProcess, said: readonly string[]): Promise<string> {
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code) => reject(new Error(`the packaged server ended with ${String(code)}: ${said.join('')}`)));
    if (child.stdout === null) throw new Error('the server has nothing to say it with');
    createInterface({ input: child.stdout }).on('line', (line) => {
      const { url } = JSON.parse(line) as { url?: string };
      if (url !== undefined) resolve(url);
    });
  });
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = once(child, 'exit');
  child.kill('SIGTERM');
  await gone;
}
