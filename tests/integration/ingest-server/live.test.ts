import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import type { PollView } from '../../../core/contract/http.ts';
import { pollView } from '../../../core/contract/http.ts';
import type { IngestProcess } from '../ingest-process.ts';
import { cookiesOf, eventually, makeFolder, makePoll, openPoll, setState, startIngest, vote } from '../ingest-process.ts';

/** A participant who watches; keeps every message. */
function watch(server: IngestProcess, pollId: string, cookie?: string) {
  const socket = new WebSocket(
    `${server.url.replace('http', 'ws')}/ws?poll=${pollId}`,
    cookie === undefined ? {} : { headers: { cookie } },
  );
  const messages: { readonly at: number; readonly view: PollView }[] = [];
  socket.on('message', (data: Buffer) => messages.push({ at: performance.now(), view: pollView.parse(JSON.parse(data.toString())) }));
  const until = (holds: (view: PollView) => boolean) =>
    eventually(
      () => Promise.resolve(messages.at(-1)?.view),
      (view) => view !== undefined && holds(view),
    );
  return { socket, messages, until };
}

describe('WS /ws', () => {
  const { folder, remove } = makeFolder();
  let server: IngestProcess;
  beforeAll(async () => {
    server = await startIngest(folder);
  });
  afterAll(async () => {
    await server.stop();
    remove();
  });

  it('sends a snapshot first, then what changes, at most four times a second', async () => {
    const poll = await openPoll(server, { question: 'Live?', options: ['Yes', 'No'] });
    const { socket, messages, until } = watch(server, poll.id);
    await until(({ state }) => state === 'open');
    for (let count = 0; count < 200; count += 1) await vote(server, poll.id, { option: 1 });
    await until(({ result }) => result?.voters === 200);
    await setState(server, poll.id, 'closed');
    await until(({ state, result }) => state === 'closed' && result?.final === true);
    const gaps = messages.slice(2).map(({ at }, index) => at - (messages[index + 1]?.at ?? 0));
    expect(Math.min(...gaps)).toBeGreaterThan(200);
    socket.close();
  });

  it('conceals an after-voting result from those who have not voted', async () => {
    const poll = await openPoll(server, { question: 'Secret?', options: ['Yes', 'No'], reveal: 'after-voting' });
    const cookies = cookiesOf(await vote(server, poll.id, { option: 1 }));
    const voted = watch(server, poll.id, cookies);
    const stranger = watch(server, poll.id);
    await voted.until(({ result }) => result?.voters === 1);
    await vote(server, poll.id, { option: 2 });
    await voted.until(({ result }) => result?.voters === 2);
    await setState(server, poll.id, 'paused');
    await stranger.until(({ state }) => state === 'paused');
    expect(stranger.messages.every(({ view }) => view.result === undefined && view.options.every(({ votes }) => votes === undefined))).toBe(
      true,
    );
    voted.socket.close();
    stranger.socket.close();
  });

  it('refuses polls that do not exist', async () => {
    const { socket } = watch(server, 'nope');
    const error = await new Promise<Error>((resolve) => socket.once('error', resolve));
    expect(error.message).toContain('404');
  });

  it('tells a waiting participant when the poll opens', async () => {
    const poll = await makePoll(server, { question: 'Soon?', options: ['Yes', 'No'] });
    const { socket, until } = watch(server, poll.id);
    expect(await until(({ state }) => state === 'draft')).toMatchObject({ question: '', options: [] });
    await setState(server, poll.id, 'open');
    await until(({ state }) => state === 'open');
    socket.close();
  });
});

describe('operators', () => {
  it('see health, readiness, metrics and the API description', async () => {
    const { folder, remove } = makeFolder();
    const server = await startIngest(folder);
    const poll = await openPoll(server, { question: 'Which?', options: ['A', 'B'] });
    await vote(server, poll.id, { option: 1 });
    await vote(server, poll.id, { option: 9 });
    expect((await fetch(`${server.url}/healthz`)).status).toBe(200);
    expect((await fetch(`${server.url}/readyz`)).status).toBe(200);
    const metrics = await eventually(
      async () => (await fetch(`${server.url}/metrics`)).text(),
      (text) => /kpoll_tally_lag_votes\{partition="0"\} \d/.test(text),
    );
    expect(metrics).toContain('kpoll_vote_seconds_count 1');
    expect(metrics).toContain('kpoll_refused_total{code="invalid-choice"} 1');
    const docs = (await (await fetch(`${server.url}/docs/json`)).json()) as { paths: object };
    expect(Object.keys(docs.paths)).toEqual(
      expect.arrayContaining(['/polls', '/polls/{id}', '/polls/{id}/vote', '/leaderboard', '/healthz']),
    );
    expect((await fetch(`${server.url}/docs`)).status).toBe(200);
    await server.stop();
    remove();
  });
});
