import { createServer } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { afterEach, expect, it } from 'vitest';
import { loadVotes } from '../../bench/load/vote-load.ts';

let server: Server | undefined;
afterEach(() => server?.close());

/** What a server was sent, vote by vote. */
async function serve(answer: (times: number, response: ServerResponse, request: IncomingMessage) => void) {
  const times = new Map<string, number>();
  const listening = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => (body += chunk.toString()));
    request.on('end', () => {
      const { voteId } = JSON.parse(body) as { voteId: string };
      times.set(voteId, (times.get(voteId) ?? 0) + 1);
      answer(times.get(voteId) ?? 0, response, request);
    });
  });
  server = listening;
  await new Promise<void>((resolve) => listening.listen(0, '127.0.0.1', resolve));
  const address = listening.address();
  const url = `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`;
  return { times, load: { url, pollIds: ['p'], perSecond: 2_000, votes: 50, connections: 8, patienceMs: 30_000 } };
}

it('sends a vote again with the same id until it has its 204', async () => {
  const { times, load } = await serve((attempt, response, request) => {
    if (attempt === 1) response.writeHead(503, { 'retry-after': '0' }).end('not now');
    else if (attempt === 2) request.socket.destroy();
    else response.writeHead(204).end();
  });
  const { recordedAt, answers, dueAt } = await loadVotes(load);
  expect(answers).toEqual({ '503': 50, 'no answer': 50, '204': 50 });
  expect([...times.values()]).toEqual(Array.from({ length: 50 }, () => 3));
  expect(recordedAt.every((at, vote) => at >= (dueAt[vote] ?? NaN))).toBe(true);
}, 30_000);

it('goes on when a connection is closed between two votes', async () => {
  const { load } = await serve((_, response) => response.writeHead(204, { connection: 'close' }).end());
  expect((await loadVotes(load)).answers['204']).toBe(50);
}, 30_000);

it('leaves a vote that is refused for good', async () => {
  const { times, load } = await serve((_, response) => response.writeHead(409).end());
  const { recordedAt } = await loadVotes(load);
  expect([...times.values()].every((attempts) => attempts === 1)).toBe(true);
  expect(recordedAt.every(Number.isNaN)).toBe(true);
}, 30_000);
