import type { ChildProcess } from 'node:child_process';
import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createWriteStream, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { createInterface } from 'node:readline';
import type { AuthorPollView, PollView } from '../../core/contract/http.ts';

/** A real ingest server in a process of its own, on a free port, with a data folder that lives as long as the test wants. */
export interface IngestProcess {
  readonly url: string;
  readonly folder: string;
  readonly child: ChildProcess;
  readonly token: string;
  /** All that it has written so far, to its log and to stderr. */
  said(): string;
  author(method: string, path: string, body?: unknown): Promise<Response>;
  stop(): Promise<number | null>;
  kill(): Promise<void>;
}

export function makeFolder(): { readonly folder: string; remove(): void } {
  const folder = mkdtempSync(join(tmpdir(), 'kpoll-test-'));
  return {
    folder,
    remove: () => {
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

const startLimitMs = 120_000;

/** With `--exit-with-parent` among the arguments it ends when this process does, however that ends. */
export async function startIngest(
  folder: string,
  args: readonly string[] = [],
  tokenFile = join(folder, 'author-token'),
  script = 'out/ingest-server/server.js',
): Promise<IngestProcess> {
  const child = spawn(process.execPath, [script, '--data', folder, '--port', '0', ...args], {
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  keepWords(child, folder);
  const errors: string[] = [];
  const words: string[] = [];
  child.stdout.on('data', (chunk: Buffer) => words.push(chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => errors.push(chunk.toString()));
  const url = await new Promise<string>((resolve, reject) => {
    const limit = setTimeout(() => {
      child.kill('SIGKILL');
      reject(new Error(`the ingest server did not start in time: ${errors.join('')}`));
    }, startLimitMs);
    createInterface({ input: child.stdout }).on('line', (line) => {
      const entry = JSON.parse(line) as { url?: string };
      if (entry.url === undefined) return;
      clearTimeout(limit);
      resolve(entry.url);
    });
    child.once('exit', (code) => {
      clearTimeout(limit);
      reject(new Error(`the ingest server ended with ${String(code)}: ${errors.join('')}`));
    });
  });
  const token = readFileSync(tokenFile, 'utf8').trim();
  const gone = async (signal: NodeJS.Signals) => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    const exit = once(child, 'exit');
    child.kill(signal);
    await exit;
  };
  return {
    url,
    folder,
    child,
    token,
    said: () => [...words, ...errors].join(''),
    author: (method, path, body) =>
      fetch(`${url}${path}`, {
        method,
        headers: { authorization: `Bearer ${token}`, ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      }),
    async stop() {
      await gone('SIGTERM');
      return child.exitCode;
    },
    kill: () => gone('SIGKILL'),
  };
}

/** With KPOLL_TEST_LOGS=DIR, what servers say is kept there for whoever looks for a fault. */
function keepWords(child: ChildProcess, folder: string): void {
  const logs = process.env['KPOLL_TEST_LOGS'];
  if (logs === undefined) return;
  mkdirSync(logs, { recursive: true });
  const file = createWriteStream(join(logs, `${basename(folder)}-${child.pid ?? 0}.log`));
  child.stdout?.pipe(file);
  child.stderr?.pipe(file);
}

export async function makePoll(server: IngestProcess, body: object): Promise<AuthorPollView> {
  const response = await server.author('POST', '/polls', body);
  if (response.status !== 201) throw new Error(await response.text());
  return (await response.json()) as AuthorPollView;
}

export async function setState(server: IngestProcess, pollId: string, state: string): Promise<AuthorPollView> {
  const response = await server.author('PATCH', `/polls/${pollId}`, { state });
  if (response.status !== 200) throw new Error(await response.text());
  return (await response.json()) as AuthorPollView;
}

export async function openPoll(server: IngestProcess, body: object): Promise<AuthorPollView> {
  const poll = await makePoll(server, body);
  return setState(server, poll.id, 'open');
}

export function vote(server: IngestProcess, pollId: string, body: object, cookies?: string): Promise<Response> {
  return fetch(`${server.url}/polls/${pollId}/vote`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...(cookies === undefined ? {} : { cookie: cookies }) },
    body: JSON.stringify(body),
  });
}

/**
 * Votes as a phone does: sends the same vote again while the answer is "not just now", which a server also says after it or its
 * broker has stood still for two seconds. Rejects with the answer where that is another, or stays so for a minute.
 */
export async function castVote(server: IngestProcess, pollId: string, body: object): Promise<Response> {
  const voteId = randomBytes(12).toString('base64url').replace(/[-_]/g, 'x');
  const answer = await eventually(
    () => vote(server, pollId, { ...body, voteId }),
    ({ status }) => status !== 503,
  );
  if (answer.status !== 204) throw new Error(`the vote was answered with ${answer.status}: ${await answer.text()}`);
  return answer;
}

/** The Cookie header that a browser would send after this answer, having sent `before` with the request. */
export function cookiesOf(response: Response, before = ''): string {
  const set = response.headers.getSetCookie().map((cookie) => cookie.split(';')[0] ?? '');
  const jar = new Map([...before.split('; '), ...set].filter(Boolean).map((pair) => [pair.slice(0, pair.indexOf('=')), pair]));
  return [...jar.values()].join('; ');
}

function wordsOf(seen: PromiseSettledResult<unknown>): string {
  return seen.status === 'fulfilled' ? JSON.stringify(seen.value) : String(seen.reason);
}

/** Asks until the condition holds; a rejection means not yet. Fails loudly after a minute, or after `limitMs`, with what was seen last. */
export async function eventually<T>(ask: () => Promise<T>, holds: (value: T) => boolean, limitMs = 60_000): Promise<T> {
  const limit = Date.now() + limitMs;
  for (;;) {
    const [seen] = await Promise.allSettled([ask()]);
    if (seen.status === 'fulfilled' && holds(seen.value)) return seen.value;
    if (Date.now() > limit) throw new Error(`the condition did not come true; last seen: ${wordsOf(seen)}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

export async function readPoll(server: IngestProcess, pollId: string, cookies?: string): Promise<PollView> {
  const response = await fetch(`${server.url}/polls/${pollId}`, cookies === undefined ? {} : { headers: { cookie: cookies } });
  return (await response.json()) as PollView;
}

export async function readAsAuthor(server: IngestProcess, pollId: string): Promise<AuthorPollView> {
  return (await (await server.author('GET', `/polls/${pollId}`)).json()) as AuthorPollView;
}
