import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { problem } from '../../../core/contract/http.ts';
import type { AuthorPollView } from '../../../core/contract/http.ts';
import type { IngestProcess } from '../ingest-process.ts';
import { makeFolder, makePoll, openPoll, readAsAuthor, setState, startIngest, vote } from '../ingest-process.ts';

async function expectProblem(response: Response, status: number, code: string): Promise<void> {
  expect(response.headers.get('content-type')).toContain('application/problem+json');
  const body = problem.parse(await response.json());
  expect({ status: response.status, code: body.code, told: body.status }).toEqual({ status, code, told: status });
  expect(body.detail).not.toMatch(/\n\s+at |node_modules|\.ts:|\.js:/);
}

describe('bad input', () => {
  const { folder, remove } = makeFolder();
  let server: IngestProcess;
  let poll: AuthorPollView;
  const post = (path: string, body: string, type = 'application/json') =>
    fetch(`${server.url}${path}`, { method: 'POST', headers: { 'content-type': type }, body });

  beforeAll(async () => {
    server = await startIngest(folder);
    poll = await openPoll(server, { question: 'Which?', options: ['A', 'B', 'C'], type: 'multiple', max: 2 });
  });
  afterAll(async () => {
    await server.stop();
    remove();
  });

  it.each([
    ['broken JSON', '{"option":'],
    ['an empty body', ''],
    ['a bare number', '7'],
    ['null', 'null'],
    ['an array', '[1]'],
    ['a text as option', '{"option":"2"}'],
    ['a fraction', '{"option":1.5}'],
    ['zero', '{"option":0}'],
    ['no option', '{}'],
    ['an unknown field', '{"option":1,"admin":true}'],
    ['both forms', '{"option":1,"options":[1]}'],
    ['an empty list', '{"options":[]}'],
    ['a nested list', '{"options":[[1]]}'],
    ['a prototype trick', '{"__proto__":{"option":1}}'],
    ['a short voteId', '{"option":1,"voteId":"short"}'],
    ['a voteId with quotes', '{"option":1,"voteId":"0123456789abcdef\\""}'],
  ])('refuses %s', async (_name, body) => {
    await expectProblem(await post(`/polls/${poll.id}/vote`, body), 400, 'invalid-request');
  });

  it.each([
    ['an unknown option', { option: 4 }],
    ['a repeated option', { options: [1, 1] }],
    ['too many choices', { options: [1, 2, 3] }],
  ])('refuses %s', async (_name, body) => {
    await expectProblem(await vote(server, poll.id, body), 400, 'invalid-choice');
  });

  it('refuses a body over 16 kB', async () => {
    await expectProblem(
      await post(`/polls/${poll.id}/vote`, JSON.stringify({ option: 1, pad: 'x'.repeat(17_000) })),
      413,
      'body-too-large',
    );
  });

  it('refuses other media types', async () => {
    await expectProblem(
      await post(`/polls/${poll.id}/vote`, 'option=1', 'application/x-www-form-urlencoded'),
      415,
      'unsupported-media-type',
    );
    await expectProblem(await post(`/polls/${poll.id}/vote`, '{"option":1}', 'text/plain'), 415, 'unsupported-media-type');
  });

  it('does not know polls that do not exist', async () => {
    await expectProblem(await vote(server, 'nope', { option: 1 }), 404, 'poll-not-found');
    await expectProblem(await fetch(`${server.url}/polls/nope`), 404, 'poll-not-found');
    await expectProblem(await server.author('PATCH', '/polls/nope', { state: 'open' }), 404, 'poll-not-found');
    await expectProblem(await fetch(`${server.url}/nowhere`), 404, 'not-found');
  });

  it('wants the author token for what authors do', async () => {
    const wrong = { headers: { authorization: 'Bearer wrong' } };
    await expectProblem(await fetch(`${server.url}/polls`), 401, 'unauthorized');
    await expectProblem(await fetch(`${server.url}/polls`, wrong), 401, 'unauthorized');
    await expectProblem(await post('/polls', '{"question":"?","options":["a","b"]}'), 401, 'unauthorized');
    await expectProblem(await fetch(`${server.url}/polls/${poll.id}`, { ...wrong, method: 'PATCH' }), 401, 'unauthorized');
  });

  it('answers 429 with Retry-After to an address that goes on with wrong author tokens, and takes the right one meanwhile', async () => {
    const guess = () => fetch(`${server.url}/polls`, { headers: { authorization: 'Bearer wrong' } });
    const answers = await Promise.all(Array.from({ length: 100 }, guess));
    const refused = answers.filter(({ status }) => status === 429);
    expect(answers.every(({ status }) => status === 429 || status === 401)).toBe(true);
    expect(refused[0]?.headers.get('retry-after')).toBe('1');
    if (refused[0] !== undefined) await expectProblem(refused[0], 429, 'too-many-requests');
    expect((await server.author('GET', '/polls')).status).toBe(200);
  });

  it('shows a draft to its author alone', async () => {
    const draft = await makePoll(server, { question: 'Not yet?', options: ['A', 'B'] });
    await expectProblem(await fetch(`${server.url}/polls/${draft.id}`), 404, 'poll-not-found');
    expect(await readAsAuthor(server, draft.id)).toMatchObject({ question: 'Not yet?', state: 'draft' });
  });

  it.each([
    ['one option', { question: 'Q', options: ['a'] }],
    ['no question', { options: ['a', 'b'] }],
    ['a blank question', { question: '  ', options: ['a', 'b'] }],
    ['an unknown type', { question: 'Q', options: ['a', 'b'], type: 'ranking' }],
    ['a maximum over the options', { question: 'Q', options: ['a', 'b'], type: 'multiple', max: 3 }],
    ['an unknown time zone', { question: 'Q', options: ['a', 'b'], timeZone: 'Mars/Base' }],
    ['an unknown field', { question: 'Q', options: ['a', 'b'], colour: 'red' }],
  ])('refuses a poll with %s', async (_name, body) => {
    await expectProblem(await server.author('POST', '/polls', body), 400, 'invalid-request');
  });

  it('refuses commands that do not fit the state or the revision', async () => {
    await expectProblem(await server.author('PATCH', `/polls/${poll.id}`, { question: 'Other?' }), 409, 'wrong-state');
    await expectProblem(await server.author('PATCH', `/polls/${poll.id}`, { state: 'paused', revision: 1 }), 409, 'revision-conflict');
    await expectProblem(await server.author('PATCH', `/polls/${poll.id}`, { hidden: true }), 409, 'wrong-state');
    await expectProblem(await server.author('PATCH', `/polls/${poll.id}`, {}), 400, 'invalid-request');
    await expectProblem(await server.author('PATCH', `/polls/${poll.id}`, { state: 'draft' }), 400, 'invalid-request');
  });

  it('stored nothing of all this', async () => {
    await setState(server, poll.id, 'closed');
    const { result } = await readAsAuthor(server, poll.id);
    expect(result).toMatchObject({ voters: 0, duplicates: 0, late: 0, invalid: 0 });
  });
});

describe('the flood guard', () => {
  it('answers 429 with Retry-After beyond the votes per second of an address', async () => {
    const { folder, remove } = makeFolder();
    const server = await startIngest(folder, ['--votes-per-address', '5']);
    const poll = await openPoll(server, { question: 'Which?', options: ['A', 'B'] });
    const answers = await Promise.all(Array.from({ length: 60 }, () => vote(server, poll.id, { option: 1 })));
    const refused = answers.find(({ status }) => status === 429);
    expect(answers.some(({ status }) => status === 204)).toBe(true);
    expect(refused?.headers.get('retry-after')).toBe('1');
    if (refused !== undefined) await expectProblem(refused, 429, 'too-many-requests');
    await server.stop();
    remove();
  });

  it('counts addresses behind a trusted proxy, and believes no one else', async () => {
    const { folder, remove } = makeFolder();
    const server = await startIngest(folder, ['--votes-per-address', '3', '--trusted-proxies', '127.0.0.1']);
    const poll = await openPoll(server, { question: 'Which?', options: ['A', 'B'] });
    const from = (address: string) =>
      fetch(`${server.url}/polls/${poll.id}/vote`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'x-forwarded-for': address },
        body: '{"option":1}',
      });
    const spread = await Promise.all(Array.from({ length: 20 }, (_, index) => from(`10.0.0.${index}`)));
    expect(spread.every(({ status }) => status === 204)).toBe(true);
    await server.stop();
    remove();
  });
});

describe('a bad data folder', () => {
  const refusal = async (folder: string) => {
    const started = startIngest(folder);
    return started.then(
      async (server) => {
        await server.stop();
        throw new Error('the server started');
      },
      (error: unknown) => (error instanceof Error ? error.message : ''),
    );
  };

  it('ends with a sentence and an exit code when the folder is a file', async () => {
    const { folder, remove } = makeFolder();
    writeFileSync(join(folder, 'file'), 'not a folder');
    expect(await refusal(join(folder, 'file'))).toMatch(/ended with 1: .*folder/s);
    remove();
  });

  it('ends when the folder cannot be made', async () => {
    expect(await refusal('/proc/nowhere/deeper')).toMatch(/ended with 1: .*cannot be used/s);
  });

  it('ends when the log is damaged, and leaves it as it is', async () => {
    const { folder, remove } = makeFolder();
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, 'log.db'), 'this is no database, but it is long enough to be looked at as one'.repeat(100));
    const message = await refusal(folder);
    expect(message).toContain('ended with 1');
    expect(message).not.toMatch(/\n\s+at /);
    remove();
  });

  it('ends when another server has the folder', async () => {
    const { folder, remove } = makeFolder();
    const first = await startIngest(folder);
    expect(await refusal(folder)).toContain('ended with 1');
    await first.stop();
    remove();
  });
});
