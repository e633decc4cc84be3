import { once } from 'node:events';
import { WebSocket } from 'ws';
import type { Answer, CallName } from '../../core/contract/bridge.ts';
import { answerSchema, calls, eventNames, events } from '../../core/contract/bridge.ts';
import type { Dashboard } from '../integration/desktop/dashboard-client.ts';

/** A tab that sends what it likes and holds every word that it is told against the contract. */
export interface BridgeClient {
  readonly socket: WebSocket;
  /** `args` is JSON, or undefined for none. Rejects where no answer comes. */
  ask(channel: string, args?: string): Promise<Answer>;
  /** What was told that the contract does not know. */
  faults(): readonly string[];
}

const patienceMs = 45_000;

export async function openBridge({ origin, cookie }: Pick<Dashboard, 'origin' | 'cookie'>): Promise<BridgeClient> {
  const socket = new WebSocket(`${origin.replace('http', 'ws')}/bridge`, { headers: { cookie, origin } });
  const waiting = new Map<unknown, (answer: unknown) => void>();
  const faults: string[] = [];
  socket.on('message', (data: Buffer) => {
    const message = JSON.parse(data.toString()) as { id?: unknown; answer?: unknown; event?: unknown; payload?: unknown };
    const settle = waiting.get(message.id);
    if (settle !== undefined) settle(message.answer);
    else if (message.event === undefined) faults.push(`nobody asked for ${data.toString().slice(0, 200)}`);
    else faults.push(...eventFaults(message.event, message.payload));
  });
  await once(socket, 'open');
  let lastId = 0;
  return {
    socket,
    faults: () => faults,
    async ask(channel, args) {
      const id = (lastId += 1);
      let timer: NodeJS.Timeout | undefined;
      const answered = new Promise<unknown>((resolve, reject) => {
        waiting.set(id, resolve);
        socket.once('close', (code) => reject(new Error(`${channel} was cut off with ${code}`)));
        timer = setTimeout(() => reject(new Error(`${channel}(${args?.slice(0, 300) ?? ''}) was not answered`)), patienceMs);
      });
      socket.setMaxListeners(0);
      socket.send(`{"id":${id},"channel":${JSON.stringify(channel)}${args === undefined ? '' : `,"args":${args}`}}`);
      const answer = answerSchema.parse(await answered.finally(() => clearTimeout(timer)));
      waiting.delete(id);
      return answer;
    },
  };
}

function eventFaults(event: unknown, payload: unknown): string[] {
  const name = eventNames.find((known) => known === event);
  if (name === undefined) return [`an unknown event ${String(event)}`];
  const parsed = events[name].safeParse(payload);
  return parsed.success ? [] : [`${name}: ${parsed.error.message.slice(0, 300)}`];
}

/** A failure of the list is a good answer, unless it says that a bug was met or says more than a person reads. */
export function faultOfAnswer(channel: string, answer: Answer): string | undefined {
  if (!answer.ok) {
    if (answer.code === 'unexpected') return `${channel}: ${answer.message}`;
    return answer.message.length === 0 || answer.message.length > 3_000 ? `${channel}: a sentence of ${answer.message.length}` : undefined;
  }
  if (!Object.hasOwn(calls, channel)) return `${channel} does not exist, and was answered`;
  const result = calls[channel as CallName].result.safeParse(answer.value);
  return result.success ? undefined : `${channel}: ${result.error.message.slice(0, 300)}`;
}
