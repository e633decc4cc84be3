/**
 * What the oldest Electron that the desktop is tried in (9.4, Node 12) lacks of today's Node. Bundled into that test
 * build alone; the product never sees it. Only what the desktop really uses, only as far as it uses it.
 */
import type { SpawnOptions } from 'node:child_process';
import { spawn } from 'node:child_process';
import fsModule, { promises as fs } from 'node:fs';
import http from 'node:http';
import Module from 'node:module';
import { performance } from 'node:perf_hooks';

type Loader = (request: string, ...rest: unknown[]) => unknown;

const modules = Module as unknown as { _load: Loader };
const load = modules._load;
const { statSync } = fsModule;
const statIfThere = (path: string, options: { readonly throwIfNoEntry?: boolean } = {}) =>
  options.throwIfNoEntry === false && !fsModule.existsSync(path) ? undefined : statSync(path);

const newModules: Readonly<Record<string, unknown>> = {
  fs: Object.assign(fsModule, { statSync: statIfThere }),
  'fs/promises': { ...fs, rm: remove },
  'timers/promises': { setTimeout: sleep, setImmediate: turn },
};
modules._load = (request, ...rest) =>
  request === 'electron' ? electronOf(load.call(Module, request, ...rest)) : (newModules[request] ?? load.call(Module, request, ...rest));

/** With KPOLL_TEST_NODE, what a new Electron runs in a utility process runs on that Node, so that this one has a server of its own too. */
function electronOf(electron: unknown): unknown {
  const node = process.env['KPOLL_TEST_NODE'];
  if (node === undefined) return electron;
  const utilityProcess = {
    fork: (script: string, args: readonly string[], { stdio, env }: SpawnOptions) =>
      spawn(node, [script.replace('/test-electron/', '/'), ...args, '--exit-with-parent'], {
        env,
        stdio: Array.isArray(stdio) ? ['pipe', ...stdio.slice(1)] : 'pipe',
      }),
  };
  return Object.create(electron as object, { utilityProcess: { value: utilityProcess } }) as unknown;
}

function sleep(ms: number, value: unknown, { signal }: { readonly signal?: OldAbortSignal } = {}): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => resolve(value), ms);
    signal?.addEventListener('abort', () => {
      clearTimeout(timer);
      reject(Object.assign(new Error('aborted'), { name: 'AbortError', code: 'ABORT_ERR' }));
    });
  });
}

function turn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

/** `rm` with `force`. */
async function remove(path: string): Promise<void> {
  try {
    await fs.unlink(path);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) throw error;
  }
}

class OldAbortSignal {
  aborted = false;
  private readonly listeners = new Set<() => void>();
  addEventListener(_name: string, listener: () => void): void {
    this.listeners.add(listener);
  }
  removeEventListener(_name: string, listener: () => void): void {
    this.listeners.delete(listener);
  }
  fire(): void {
    this.aborted = true;
    for (const listener of this.listeners) listener();
  }
}

class OldAbortController {
  readonly signal = new OldAbortSignal();
  abort(): void {
    if (!this.signal.aborted) this.signal.fire();
  }
}

interface OldInit {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly signal?: OldAbortSignal;
}

function oldFetch(url: string, { signal, body, ...init }: OldInit = {}): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const request = http.request(url, init, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('error', reject);
      response.on('end', () => resolve(responseOf(response, Buffer.concat(chunks))));
    });
    request.on('error', reject);
    signal?.addEventListener('abort', () => request.destroy(new Error('aborted')));
    request.end(body);
  });
}

function responseOf({ statusCode = 0, headers }: http.IncomingMessage, body: Buffer) {
  async function* parts() {
    yield body;
  }
  return {
    status: statusCode,
    ok: statusCode >= 200 && statusCode < 300,
    headers: { get: (name: string) => headers[name] ?? null },
    body: { [Symbol.asyncIterator]: parts, cancel: async () => undefined },
    text: async () => body.toString('utf8'),
    arrayBuffer: async () => body,
  };
}

function at<T>(this: readonly T[], index: number): T | undefined {
  return this[index < 0 ? this.length + index : index];
}

function replaceAll(this: string, searched: string | RegExp, replacement: string | (() => string)): string {
  const text = typeof replacement === 'string' ? replacement : replacement();
  return typeof searched === 'string' ? this.split(searched).join(text) : this.replace(searched, () => text);
}

const missing: Readonly<Record<string, unknown>> = {
  performance,
  fetch: oldFetch,
  AbortController: OldAbortController,
  AbortSignal: OldAbortSignal,
};
for (const [name, value] of Object.entries(missing)) {
  if (!(name in globalThis)) Object.defineProperty(globalThis, name, { value });
}
const missingIn: readonly (readonly [object, string, unknown])[] = [
  [Object, 'hasOwn', (of: object, name: string) => Object.prototype.hasOwnProperty.call(of, name)],
  [Array.prototype, 'at', at],
  [String.prototype, 'replaceAll', replaceAll],
];
for (const [target, name, value] of missingIn) {
  if (!(name in target)) Object.defineProperty(target, name, { value });
}
