import type { ChildProcess } from 'node:child_process';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { WebSocket } from 'ws';
import type { Answer, CallArgs, CallName, CallResult, EventName, Snapshot } from '../../../core/contract/bridge.ts';

/** The product in a browser tab's place: the real programs, spoken to over the dashboard's WebSocket. */
export interface Dashboard {
  readonly origin: string;
  readonly cookie: string;
  readonly joinAddress: string;
  readonly child: ChildProcess;
  call<C extends CallName>(channel: C, args?: CallArgs<C>): Promise<CallResult<C>>;
  /** The newest snapshot told of a poll. */
  snapshot(pollId: string): Snapshot | undefined;
  readonly told: { readonly event: EventName; readonly payload: unknown }[];
  stop(): Promise<number | null>;
}

export async function startDashboard(
  folder: string,
  args: readonly string[] = [],
  env: Readonly<Record<string, string>> = {},
  onSnapshot: (snapshot: Snapshot) => void = () => undefined,
): Promise<Dashboard> {
  const command = ['out/browser/server.js', '--data', folder, '--port', '0', '--host', '127.0.0.1', '--no-open', ...args];
  const child = spawn(process.execPath, command, { stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, ...env } });
  try {
    return await enter(child, onSnapshot);
  } catch (error) {
    child.kill('SIGKILL');
    throw error;
  }
}

const gone = () => new Error('the dashboard is gone, and with it the answer');
const startLimitMs = 120_000;

async function enter(child: ChildProcess, onSnapshot: (snapshot: Snapshot) => void): Promise<Dashboard> {
  const { link, joinAddress } = await readLines(child);
  const { origin } = new URL(link);
  const entered = await fetch(link, { redirect: 'manual' });
  const cookie = entered.headers.getSetCookie()[0]?.split(';')[0] ?? '';
  const socket = new WebSocket(`${origin.replace('http', 'ws')}/bridge`, { headers: { cookie, origin } });
  const told: Dashboard['told'] = [];
  const snapshots = new Map<string, Snapshot>();
  const waiting = new Map<number, (answer: Answer | Error) => void>();
  const keep = (snapshot: Snapshot) => {
    snapshots.set(snapshot.pollId, snapshot);
    onSnapshot(snapshot);
  };
  socket.on('message', (data: Buffer) => {
    const message = JSON.parse(data.toString()) as { id?: number; answer?: Answer; event?: EventName; payload?: unknown };
    if (message.id !== undefined && message.answer !== undefined) waiting.get(message.id)?.(message.answer);
    if (message.event === 'results:changed') for (const snapshot of message.payload as Snapshot[]) keep(snapshot);
    else if (message.event !== undefined) told.push({ event: message.event, payload: message.payload });
  });
  socket.on('close', () => waiting.forEach((settle) => settle(gone())));
  await once(socket, 'open');
  let lastId = 0;
  return {
    ...{ origin, cookie, joinAddress, child, told },
    async call<C extends CallName>(channel: C, callArgs?: CallArgs<C>) {
      if (socket.readyState !== socket.OPEN) throw gone();
      const id = (lastId += 1);
      const answered = new Promise<Answer | Error>((resolve) => waiting.set(id, resolve));
      socket.send(JSON.stringify({ id, channel, args: callArgs }));
      const answer = await answered;
      waiting.delete(id);
      if (answer instanceof Error) throw answer;
      if (!answer.ok) throw new Error(`${answer.code}: ${answer.message}`);
      return answer.value as CallResult<C>;
    },
    snapshot: (pollId) => snapshots.get(pollId),
    async stop() {
      socket.terminate();
      if (child.exitCode !== null || child.signalCode !== null) return child.exitCode;
      const exit = once(child, 'exit');
      child.kill('SIGTERM');
      await exit;
      return child.exitCode;
    },
  };
}

async function readLines(child: ChildProcess): Promise<{ readonly link: string; readonly joinAddress: string }> {
  const lines: Record<string, string> = {};
  const errors: string[] = [];
  child.stderr?.on('data', (chunk: Buffer) => errors.push(chunk.toString()));
  if (child.stdout === null) throw new Error('the program has no output to read');
  const input = createInterface({ input: child.stdout });
  await new Promise<void>((resolve, reject) => {
    const limit = setTimeout(() => reject(new Error(`the dashboard did not start in time: ${errors.join('')}`)), startLimitMs);
    input.on('line', (line) => {
      const [, name = '', value = ''] = /^([\w ]+): (.*)$/.exec(line) ?? [];
      lines[name] = value;
      if (name !== 'Data folder') return;
      clearTimeout(limit);
      resolve();
    });
    child.once('exit', (code) => {
      clearTimeout(limit);
      reject(new Error(`the dashboard ended with ${String(code)}: ${errors.join('')}`));
    });
  });
  return { link: lines['Dashboard'] ?? '', joinAddress: lines['Join address'] ?? '' };
}
