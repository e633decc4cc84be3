import { randomBytes } from 'node:crypto';
import { now } from '../clock.ts';
import type { VoteLoad, VoteReport } from './load-messages.ts';
import { optionOf, voteIdOf } from './load-messages.ts';
import type { VoteAnswer, VoteSocket } from './vote-socket.ts';
import { createVoteSocket } from './vote-socket.ts';

const tickMs = 2;
const answerWithinMs = 10_000;

interface Line {
  readonly socket: VoteSocket;
  /** The vote underway, and since when. */
  vote: number | undefined;
  since: number;
}

/** Lets new voters vote, each again with the same id until it has its 204, is refused for good, or has lost patience. */
export async function loadVotes(load: VoteLoad): Promise<VoteReport> {
  const { pollIds, votes, perSecond, patienceMs } = load;
  const url = new URL(load.url);
  const prefix = `b${randomBytes(6).toString('hex')}`;
  const dueAt = new Float64Array(votes).fill(NaN);
  const recordedAt = new Float64Array(votes).fill(NaN);
  const answers: Record<string, number> = {};
  const queue = createQueue();
  const idle: Line[] = [];
  const lines: Line[] = [];
  let settled = 0;
  let finish: () => void = () => undefined;
  const finished = new Promise<void>((resolve) => (finish = resolve));

  function requestOf(vote: number): string {
    const body = `{"option":${optionOf(vote)},"voteId":"${voteIdOf(prefix, vote)}"}`;
    const path = `/polls/${pollIds[vote % pollIds.length] ?? ''}/vote`;
    return `POST ${path} HTTP/1.1\r\nHost: ${url.host}\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n${body}`;
  }

  function sendOn(): void {
    while (idle.length > 0) {
      const vote = queue.take();
      if (vote === undefined) return;
      const line = idle.pop();
      if (line === undefined) return;
      line.vote = vote;
      line.since = now();
      line.socket.send(requestOf(vote));
    }
  }

  function settle(): void {
    settled += 1;
    if (settled === votes) finish();
  }

  function onAnswer(line: Line, answer: VoteAnswer | undefined): void {
    const { vote } = line;
    line.vote = undefined;
    // Where the connection ended, it is idle again once it is open.
    if (answer !== undefined) idle.push(line);
    const label = answer === undefined ? 'no answer' : String(answer.status);
    answers[label] = (answers[label] ?? 0) + 1;
    if (vote === undefined) return;
    const again = answer === undefined || answer.status === 503 || answer.status === 429;
    if (answer?.status === 204) recordedAt[vote] = now();
    if (again && now() - (dueAt[vote] ?? 0) < patienceMs) {
      setTimeout(() => {
        queue.put(vote);
        sendOn();
      }, answer?.retryAfterMs ?? 1000);
    } else settle();
    sendOn();
  }

  await new Promise<void>((resolve) => {
    for (let index = 0; index < load.connections; index += 1) {
      const socket = createVoteSocket({
        url,
        onOpen() {
          idle.push(line);
          if (idle.length === load.connections) resolve();
          sendOn();
        },
        onClose() {
          const place = idle.indexOf(line);
          if (place !== -1) idle.splice(place, 1);
        },
        onAnswer: (answer) => onAnswer(line, answer),
      });
      const line: Line = { socket, vote: undefined, since: 0 };
      lines.push(line);
    }
  });
  const started = now();
  let arrived = 0;
  const arriving = setInterval(() => {
    const due = Math.min(votes, Math.floor(((now() - started) / 1000) * perSecond) + 1);
    for (; arrived < due; arrived += 1) {
      dueAt[arrived] = started + (arrived / perSecond) * 1000;
      queue.put(arrived);
    }
    sendOn();
    if (arrived === votes) clearInterval(arriving);
  }, tickMs);
  const watching = setInterval(() => {
    for (const { socket, vote, since } of lines) if (vote !== undefined && now() - since > answerWithinMs) socket.abandon();
  }, 1_000);
  await finished;
  clearInterval(watching);
  for (const { socket } of lines) socket.close();
  return { prefix, dueAt, recordedAt, answers };
}

/** First in, first out; taking from the front of a long array would cost more than the vote. */
function createQueue() {
  let items: number[] = [];
  let head = 0;
  return {
    put: (vote: number) => void items.push(vote),
    take(): number | undefined {
      if (head === items.length) return undefined;
      const vote = items[head];
      head += 1;
      if (head === 4096) {
        items = items.slice(head);
        head = 0;
      }
      return vote;
    },
  };
}
