import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { decodePollCommand, decodeResultsRecord, decodeVotesRecord } from '../../core/contract/topics.ts';
import type { IngestProcess } from '../integration/ingest-process.ts';
import { cookiesOf, makeFolder, openPoll, startIngest, vote } from '../integration/ingest-process.ts';
import { check, propertyTimeoutMs, runs } from './fuzz-settings.ts';
import { mutatedBytes } from './hostile-values.ts';
import { faultOf } from './honest-answer.ts';
import type { RequestSketch, Targets } from './http-requests.ts';
import { requests, toBytes } from './http-requests.ts';
import type { RawAnswer } from './raw-http.ts';
import { sendBytes } from './raw-http.ts';
import type { WatchedServer } from './watched-server.ts';
import { readTopic, watchServer } from './watched-server.ts';

/** Requests at the same time, in one run of a property. */
const atOnce = 10;
/** What a server may grow by while it is fuzzed: caches and the collector's slack, no heap of what was sent. */
const mayGrowMb = 120;

describe('every HTTP route of the ingest server, given rubbish', () => {
  const { folder, remove } = makeFolder();
  let server: IngestProcess;
  let watched: WatchedServer;
  let targets: Targets;
  const accepted = { votes: 0, polls: 0 };

  beforeAll(async () => {
    server = await startIngest(folder, ['--votes-per-address', '0']);
    watched = watchServer(server);
    const poll = await openPoll(server, { question: 'Which?', options: ['A', 'B', 'C'], type: 'multiple', max: 2 });
    const victim = await openPoll(server, { question: 'Victim?', options: ['A', 'B'] });
    const first = await vote(server, poll.id, { option: 1 });
    accepted.votes = 1;
    accepted.polls = 2;
    targets = { port: watched.port, pollId: poll.id, code: poll.code, victimId: victim.id, token: server.token, cookies: cookiesOf(first) };
  });
  afterAll(async () => {
    await server.stop();
    remove();
  });

  function note({ method, path }: Pick<RequestSketch, 'method' | 'path'>, { status, headers }: RawAnswer): void {
    if (method === 'POST' && status === 204) accepted.votes += 1;
    if (method === 'POST' && path.startsWith('/p/') && status === 303 && headers['set-cookie'] !== undefined) accepted.votes += 1;
    if (status === 201) accepted.polls += 1;
  }

  it(
    'answers every request with what is documented',
    async () => {
      const before = await watched.residentMb();
      await check(
        fc.asyncProperty(fc.array(requests(targets), { minLength: 1, maxLength: atOnce, size: 'max' }), async (sketches) => {
          const answers = await Promise.all(sketches.map((sketch) => sendBytes(targets.port, toBytes(sketch))));
          answers.forEach((answer, index) => note(sketches[index] ?? { method: '', path: '' }, answer));
          const found = answers.map((answer, index) => faultOf(answer, { head: sketches[index]?.method === 'HEAD' }));
          expect(found.filter((fault) => fault !== undefined)).toEqual([]);
        }),
        runs(250),
      );
      expect((await watched.residentMb()) - before).toBeLessThan(mayGrowMb);
    },
    propertyTimeoutMs,
  );

  it(
    'survives bytes that are no requests',
    async () => {
      const good = `POST /polls/none/vote HTTP/1.1\r\nhost: x\r\nconnection: close\r\ncontent-type: application/json\r\ncontent-length: 12\r\n\r\n{"option":1}`;
      const chunked = `POST /polls/none/vote HTTP/1.1\r\nhost: x\r\nconnection: close\r\ncontent-type: application/json\r\ntransfer-encoding: chunked\r\n\r\nc\r\n{"option":1}\r\n0\r\n\r\n`;
      const bytes = fc.oneof(
        mutatedBytes(good),
        mutatedBytes(chunked),
        fc.uint8Array({ maxLength: 300 }).map((given) => Buffer.from(given)),
      );
      await check(
        fc.asyncProperty(fc.array(bytes, { minLength: 1, maxLength: atOnce, size: 'max' }), async (all) => {
          const answers = await Promise.all(all.map((given) => sendBytes(targets.port, given, { end: true })));
          const found = answers.filter(({ status }) => status !== undefined).map((answer) => faultOf(answer, { head: answer.body === '' }));
          expect(found.filter((fault) => fault !== undefined)).toEqual([]);
        }),
        runs(120),
      );
    },
    propertyTimeoutMs,
  );

  it.each([
    ['a header of 100 kB', `GET / HTTP/1.1\r\nhost: x\r\nx: ${'x'.repeat(100_000)}\r\n\r\n`, 431],
    ['an address of 100 kB', `GET /${'x'.repeat(100_000)} HTTP/1.1\r\nhost: x\r\n\r\n`, 431],
    ['a cookie of 100 kB', `GET / HTTP/1.1\r\nhost: x\r\ncookie: ${'kpoll_device=x; '.repeat(7_000)}\r\n\r\n`, 431],
    ['no host', 'GET / HTTP/1.1\r\nconnection: close\r\n\r\n', 400],
    ['two lengths', 'POST /polls HTTP/1.1\r\nhost: x\r\ncontent-length: 1\r\ncontent-length: 2\r\n\r\nxx', 400],
    ['a length below zero', 'POST /polls HTTP/1.1\r\nhost: x\r\ncontent-length: -1\r\n\r\n', 400],
    ['a length and chunks', 'POST /polls HTTP/1.1\r\nhost: x\r\ncontent-length: 5\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n', 400],
    ['an endless length', `POST /polls HTTP/1.1\r\nhost: x\r\ncontent-length: ${'9'.repeat(30)}\r\n\r\n`, 400],
    [
      'a broken chunk',
      'POST /polls/x/vote HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ntransfer-encoding: chunked\r\n\r\nzz\r\n',
      400,
    ],
    ['a broken escape', 'GET /polls/%E0%A4%A HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n', 400],
  ])('refuses %s with a problem document', async (_name, bytes, status) => {
    const answer = await sendBytes(targets.port, bytes);
    expect([answer.status, faultOf(answer)]).toEqual([status, undefined]);
    // Node itself answers a request without a host, in as few words as it can.
    if (bytes.includes('host:')) expect(answer.headers['content-type']).toContain('application/problem+json');
  });

  it('says a few faults of many, not thousands', async () => {
    const body = JSON.stringify({ options: Array.from({ length: 5_000 }, () => '') });
    const sketch = {
      method: 'POST',
      path: `/polls/${targets.pollId}/vote`,
      headers: [['content-type', 'application/json']] as const,
      body,
    };
    const answer = await sendBytes(targets.port, toBytes(sketch));
    expect(answer.status).toBe(400);
    expect(answer.body.length).toBeLessThan(10_000);
  });

  it('takes a normal vote at once afterwards, and stored exactly what it said that it stored', async () => {
    expect((await vote(server, targets.pollId, { option: 2 })).status).toBe(204);
    accepted.votes += 1;
    expect(await watched.metric('kpoll_thread_restarts_total')).toBe(0);
    expect(await server.stop()).toBe(0);
    expect(watched.faults()).toEqual([]);
    const votes = (await readTopic(folder, 'votes')).map(decodeVotesRecord);
    const polls = (await readTopic(folder, 'polls')).map(({ value }) => decodePollCommand(value));
    const results = (await readTopic(folder, 'results')).map(({ value }) => decodeResultsRecord(value));
    expect([votes.filter(({ kind }) => kind === 'malformed').length, polls.indexOf(undefined), results.indexOf(undefined)]).toEqual([
      0, -1, -1,
    ]);
    expect(votes.filter(({ kind }) => kind === 'vote')).toHaveLength(accepted.votes);
    expect(polls.filter((command) => command?.kind === 'create')).toHaveLength(accepted.polls);
  });
});
