import type { Server } from 'node:http';
import { createServer } from 'node:http';
import { afterEach, describe, expect, it } from 'vitest';
import type { SimulationOptions } from '../../../../main/simulate/simulation.ts';
import { runSimulation } from '../../../../main/simulate/simulation.ts';

type Fate = 'record' | 'busy' | 'flood' | 'drop' | 'drop-after' | 'late';

interface Recorded {
  readonly device: string;
  readonly voteId: string;
  readonly choice: readonly number[];
}

interface SmallServer {
  readonly url: string;
  readonly votes: Recorded[];
}

const servers: Server[] = [];

interface SmallServerOptions {
  readonly changes?: 'none' | 'until-close';
  readonly type?: 'single' | 'multiple';
  /** What becomes of the n-th request to vote, from 0. */
  readonly fate?: (request: number) => Fate;
}

/** A server that keeps votes as the real one does: a device cookie, the same voteId counted once. */
async function startSmallServer({
  changes = 'none',
  type = 'single',
  fate = () => 'record',
}: SmallServerOptions = {}): Promise<SmallServer> {
  const votes: Recorded[] = [];
  let devices = 0;
  let requests = 0;
  const poll = {
    ...{ id: 'p1', code: 'ACDEFG', question: 'Q', type, min: 1, max: type === 'single' ? 1 : 2, state: 'open', reveal: 'always', changes },
    options: [1, 2, 3].map((number) => ({ number, label: `Option ${number}` })),
  };
  const server = createServer((request, response) => {
    if (request.url !== '/polls/p1/vote') {
      response.writeHead(request.url === '/polls/p1' ? 200 : 404).end(JSON.stringify(poll));
      return;
    }
    let body = '';
    request.on('data', (chunk: Buffer) => (body += chunk.toString()));
    request.on('end', () => {
      const decided = fate(requests++);
      const problem = (status: number, code: string) =>
        response.writeHead(status, { 'retry-after': '0' }).end(JSON.stringify({ type: 't', title: 't', status, detail: 'd', code }));
      const vote = JSON.parse(body) as { option?: number; options?: number[]; voteId: string };
      const device = /device=(\w+)/.exec(request.headers.cookie ?? '')?.[1] ?? `d${(devices += 1)}`;
      if (decided === 'record' || decided === 'drop-after')
        votes.push({ device, voteId: vote.voteId, choice: vote.options ?? [vote.option ?? 0] });
      if (decided === 'drop' || decided === 'drop-after') request.socket.destroy();
      else if (decided === 'busy') problem(503, 'log-busy');
      else if (decided === 'flood') problem(429, 'too-many-requests');
      else if (decided === 'late') problem(409, 'late');
      else response.writeHead(204, { 'set-cookie': [`device=${device}; Path=/; HttpOnly`, 'receipt=r; Path=/'] }).end();
    });
  });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  return { url: `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`, votes };
}

function simulate(url: string, changes: Partial<SimulationOptions> = {}) {
  return runSimulation({
    ...{ urls: [url], pollId: 'p1', voters: 100, rate: 5000, repeats: 0, changes: 0, seed: 7, concurrency: 8 },
    ...{ signal: new AbortController().signal, onProgress: () => undefined },
    ...changes,
  });
}

function countByOption(ballots: Iterable<readonly number[]>) {
  const counts = new Map([1, 2, 3].map((number) => [number, 0]));
  for (const choice of ballots) for (const number of choice) counts.set(number, (counts.get(number) ?? 0) + 1);
  return [...counts].map(([number, votes]) => ({ number, votes }));
}

describe('the simulation', () => {
  afterEach(async () => {
    for (const server of servers.splice(0)) {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    }
  });

  it('votes once for each voter with a cookie of its own, and repeats exactly as many as asked for', async () => {
    const { url, votes } = await startSmallServer();
    const summary = await simulate(url, { voters: 300, repeats: 50 });
    expect(summary).toMatchObject({
      planned: 350,
      sent: 350,
      accepted: 350,
      voters: 300,
      duplicates: 50,
      repeatsAccepted: 50,
      refused: 0,
      unknown: 0,
    });
    expect(summary.answers).toEqual({ '204': 350 });
    expect(new Set(votes.map(({ device }) => device)).size).toBe(300);
    expect(new Set(votes.map(({ voteId }) => voteId)).size).toBe(350);
  });

  it('keeps an account by option that agrees with what the server recorded', async () => {
    const { url, votes } = await startSmallServer({ changes: 'until-close', type: 'multiple' });
    const summary = await simulate(url, { voters: 200, repeats: 30, changes: 60 });
    const last = new Map(votes.map(({ device, choice }) => [device, choice]));
    expect(summary.options).toEqual(countByOption(last.values()));
    expect(summary.changesAccepted).toBe(60);
    expect(votes.every(({ choice }) => choice.length >= 1 && choice.length <= 2 && new Set(choice).size === choice.length)).toBe(true);
  });

  it('counts the first vote where votes may not change', async () => {
    const { url, votes } = await startSmallServer();
    const summary = await simulate(url, { voters: 100, changes: 40 });
    const first = new Map([...votes].reverse().map(({ device, choice }) => [device, choice]));
    expect(summary.options).toEqual(countByOption(first.values()));
  });

  it('makes the same choices with the same seed and others with another', async () => {
    const { url } = await startSmallServer();
    const [one, same, other] = [await simulate(url), await simulate(url), await simulate(url, { seed: 8 })];
    expect(same.options).toEqual(one.options);
    expect(other.options).not.toEqual(one.options);
  });

  it('sends a vote again with the same id after 503, 429 and lost connections, so that it counts once', async () => {
    const fates: Fate[] = ['busy', 'drop', 'flood', 'drop-after'];
    const { url, votes } = await startSmallServer({ fate: (request) => (request % 7 < 4 ? (fates[request % 7] ?? 'record') : 'record') });
    const summary = await simulate(url, { voters: 60, rate: 2000 });
    expect(summary).toMatchObject({ accepted: 60, voters: 60, unknown: 0, refused: 0 });
    expect(new Set(votes.map(({ voteId }) => voteId)).size).toBe(60);
    expect(summary.answers['503 log-busy']).toBeGreaterThan(0);
    expect(summary.answers['no answer']).toBeGreaterThan(0);
  });

  it('spreads participants over servers, and goes to the next one where one does not answer', async () => {
    const [one, other] = [await startSmallServer(), await startSmallServer()];
    const both = await simulate(one.url, { urls: [one.url, other.url], voters: 40 });
    expect([both.accepted, one.votes.length, other.votes.length]).toEqual([40, 20, 20]);
    const withDeadOne = await simulate(one.url, { urls: [one.url, 'http://127.0.0.1:9'], voters: 10 });
    expect(withDeadOne).toMatchObject({ accepted: 10, unknown: 0 });
  });

  it('says that the outcome is unknown where patience ends without an answer', async () => {
    const { url } = await startSmallServer({ fate: () => 'drop-after' });
    expect(await simulate(url, { voters: 5, patienceMs: 0 })).toMatchObject({ accepted: 0, voters: 0, unknown: 5, refused: 0 });
  });

  it('counts refusals and does not send those votes again', async () => {
    const { url } = await startSmallServer({ fate: () => 'late' });
    const summary = await simulate(url, { voters: 20 });
    expect(summary).toMatchObject({ accepted: 0, voters: 0, refused: 20, unknown: 0 });
    expect(summary.answers).toEqual({ '409 late': 20 });
  });

  it('stops early when told to, and accounts for what was sent', async () => {
    const { url, votes } = await startSmallServer();
    const controller = new AbortController();
    const summary = await simulate(url, {
      ...{ voters: 10_000, rate: 500, signal: controller.signal },
      onProgress: ({ accepted }) => {
        if (accepted === 20) controller.abort();
      },
    });
    expect(summary.sent).toBeLessThan(200);
    expect(summary.accepted).toBe(votes.length);
  });

  it('holds the rate it was asked for', async () => {
    const { url } = await startSmallServer();
    const { seconds } = await simulate(url, { voters: 100, rate: 200 });
    expect(seconds).toBeGreaterThanOrEqual(0.49);
  });

  it('says clearly that there is no such poll, or no server', async () => {
    const { url } = await startSmallServer();
    await expect(simulate(url, { pollId: 'nope' })).rejects.toMatchObject({ code: 'poll-not-found' });
    await expect(simulate('http://127.0.0.1:9')).rejects.toMatchObject({ code: 'server-unreachable' });
  });
});
