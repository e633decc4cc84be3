import { once } from 'node:events';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { loadKeyRing } from '../../../ingest-server/keys/key-ring.ts';
import { runKeysOf, voterIdOf } from '../../../ingest-server/votes/voter-cookies.ts';
import type { IngestProcess } from '../ingest-process.ts';
import { cookiesOf, eventually, makeFolder, openPoll, startIngest, vote } from '../ingest-process.ts';

const place = makeFolder();
const folder = join(place.folder, 'made', 'by-the-server');
afterAll(place.remove);

const address = '203.0.113.77';
const marks = {
  agent: 'marked-agent',
  path: 'marked-path',
  body: 'marked-body',
  query: 'marked-query',
  voteId: 'markedVote1234567890ab',
  wrongToken: 'marked-token-0123456789',
};
const isPosix = process.platform !== 'win32';

let server: IngestProcess;
let secrets: Readonly<Record<string, string>> = {};

/** The id under which the device's votes lie in the log. */
async function voterOf(pollId: string, cookie: string): Promise<string> {
  const [, device = ''] = /kpoll_device=([^.;]+)/.exec(cookie) ?? [];
  const ring = await loadKeyRing(join(folder, 'key-ring.json'), () => new Date());
  return voterIdOf(runKeysOf(ring.active, pollId), device);
}

interface Request {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** Everything that people and machines send, well and badly made, from an address behind a proxy. */
async function sendOfEverything(): Promise<Record<string, string>> {
  const headers = { 'x-forwarded-for': address, 'user-agent': marks.agent };
  const send = (path: string, { headers: own = {}, ...init }: Request = {}) =>
    fetch(`${server.url}${path}`, { ...init, headers: { ...headers, ...own }, redirect: 'manual' });
  const poll = await openPoll(server, { question: 'Where to?', options: ['north', 'south'], changes: 'until-close' });
  const json = { 'content-type': 'application/json' };
  const first = await send(`/polls/${poll.id}/vote`, {
    method: 'POST',
    headers: json,
    body: JSON.stringify({ option: 1, voteId: marks.voteId }),
  });
  const cookie = cookiesOf(first);
  const again = await vote(server, poll.id, { option: 2 }, cookie);
  const form = { method: 'POST', headers: { cookie, 'content-type': 'application/x-www-form-urlencoded' }, body: 'option=1' };
  const answers = [
    first,
    again,
    await send(`/p/${poll.code}`, form),
    await send(`/p/${poll.code}`, { ...form, headers: { ...form.headers, origin: 'https://example.org' } }),
    await send(`/p/${poll.code}`, { headers: { cookie } }),
    await send(`/polls/${poll.id}/vote`, { method: 'POST', headers: json, body: `{"option": ${marks.body}` }),
    await send(`/polls/${poll.id}/vote`, { method: 'POST', headers: json, body: JSON.stringify({ option: marks.body }) }),
    await send(`/polls/${poll.id}/vote`, { method: 'POST', headers: { 'content-type': 'text/xml', cookie }, body: marks.body }),
    await send(`/polls/${poll.id}/vote`, { method: 'POST', headers: json, body: marks.body.repeat(2000) }),
    await send(`/polls/${marks.path}?x=${marks.query}`),
    await send(`/${marks.path}/%E0%A4%A`),
    await send('/polls', { headers: { authorization: `Bearer ${marks.wrongToken}` } }),
    await send('/polls', { method: 'POST', headers: { ...json, authorization: `Bearer ${server.token}` }, body: `{"${marks.body}"` }),
    await send('/polls', { headers: { authorization: `Bearer ${server.token}` } }),
  ];
  expect(answers.map(({ status }) => status)).toEqual([
    204,
    204,
    303,
    403,
    200,
    400,
    400,
    415,
    413,
    404,
    expect.any(Number),
    401,
    400,
    200,
  ]);
  const socket = new WebSocket(`${server.url.replace('http', 'ws')}/ws?poll=${poll.id}`, { headers: { ...headers, cookie } });
  await once(socket, 'message');
  socket.terminate();
  const cookies = cookie.split('; ').map((pair) => [`cookie ${pair}`, pair.slice(pair.indexOf('=') + 1)] as const);
  return { ...Object.fromEntries(cookies), voter: await voterOf(poll.id, cookie) };
}

beforeAll(async () => {
  server = await startIngest(folder, ['--log-level', 'debug', '--trusted-proxies', '127.0.0.1']);
  const cookies = await sendOfEverything();
  const ring = JSON.parse(readFileSync(join(folder, 'key-ring.json'), 'utf8')) as { keys: readonly { secret: string }[] };
  secrets = { ...marks, address, token: server.token, key: ring.keys[0]?.secret ?? '', ...cookies };
});
afterAll(() => server.stop());

describe.runIf(isPosix)('the data folder of a server that runs', () => {
  const modeOf = (path: string) => (statSync(path).mode & 0o777).toString(8);

  it('is for its owner alone, with all that is made in it', async () => {
    expect(modeOf(folder)).toBe('700');
    const names = await eventually(
      async () => readdirSync(folder),
      (made) => made.includes('derived.db'),
    );
    expect(names).toEqual(
      expect.arrayContaining(['author-token', 'derived.db', 'key-ring.json', 'log.db', 'log.db-wal', 'server-id', 'server.json']),
    );
    expect(names.filter((name) => modeOf(join(folder, name)) !== '600')).toEqual([]);
  });
});

describe('an ingest server that logs all it can', () => {
  it('has written something, and there is something to look for', async () => {
    const log = ['log.db', 'log.db-wal'].map((name) => readFileSync(join(folder, name), 'latin1')).join('');
    expect(log).toContain(secrets['voter']);
    expect(log).toContain(marks.voteId);
    expect(Object.keys(secrets).filter((name) => name.startsWith('cookie')).length).toBeGreaterThanOrEqual(2);
    expect(Object.values(secrets).filter((secret) => secret.length < 8)).toEqual([]);
    expect(server.said()).toContain('listens');
  });

  it('writes neither tokens, keys, cookies, addresses, voters nor what was sent, up to its end', async () => {
    await server.stop();
    const said = server.said();
    const leaked = Object.entries(secrets).filter(([, secret]) => said.includes(secret));
    expect(leaked.map(([name]) => name)).toEqual([]);
  });
});
