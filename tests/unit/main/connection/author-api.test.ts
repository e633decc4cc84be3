import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { createServer } from 'node:http';
import { afterEach, describe, expect, it } from 'vitest';
import { Failure, failureCodes } from '../../../../core/domain/failure.ts';
import { createAuthorApi, failureOf } from '../../../../main/connection/author-api.ts';

const view = {
  ...{ id: 'p1', code: 'ACDEFG', question: 'Q', type: 'single', min: 1, max: 1, state: 'draft', reveal: 'always', changes: 'none' },
  options: [
    { number: 1, label: 'A' },
    { number: 2, label: 'B' },
  ],
  ...{ revision: 1, hidden: false, timeZone: 'UTC', createdAt: '2026-01-01T00:00:00Z', runs: [] },
};

const servers: Server[] = [];

interface Seen {
  method: string;
  url: string;
  authorization: string | undefined;
  body: string;
}

async function serve(respond: (response: ServerResponse) => void): Promise<{ readonly url: string; readonly seen: Seen[] }> {
  const seen: Seen[] = [];
  const server = createServer((request: IncomingMessage, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => (body += chunk.toString()));
    request.on('end', () => {
      seen.push({ method: request.method ?? '', url: request.url ?? '', authorization: request.headers.authorization, body });
      respond(response);
    });
  });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  return { url: `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`, seen };
}

function json(status: number, body: unknown, headers: Record<string, string> = {}) {
  return (response: ServerResponse) =>
    response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body));
}

const apiAt = (url: string, timeoutMs?: number) =>
  createAuthorApi({ baseUrl: () => url, token: async () => 'secret', ...(timeoutMs === undefined ? {} : { timeoutMs }) });

describe('the author API client', () => {
  afterEach(async () => {
    for (const server of servers.splice(0)) {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    }
  });

  it('sends the token and the body, and gives back the poll', async () => {
    const { url, seen } = await serve(json(201, view));
    const api = apiAt(url);
    expect(await api.createPoll({ question: 'Q', options: ['A', 'B'] })).toMatchObject({ id: 'p1', revision: 1 });
    expect(seen).toEqual([{ method: 'POST', url: '/polls', authorization: 'Bearer secret', body: '{"question":"Q","options":["A","B"]}' }]);
  });

  it('makes of a problem document the failure that it was made from', async () => {
    const problem = {
      type: 'urn:kpoll:problem:revision-conflict',
      title: 'Conflict',
      status: 409,
      detail: 'Someone was first.',
      code: 'revision-conflict',
    };
    const { url } = await serve(json(409, problem));
    await expect(apiAt(url).patchPoll('p1', { state: 'open', revision: 1 })).rejects.toMatchObject({
      name: 'Failure',
      code: 'revision-conflict',
      message: 'Someone was first.',
      retriable: false,
    });
  });

  it.each(failureCodes)('keeps the code %s', (code) => {
    const problem = { type: `urn:kpoll:problem:${code}`, title: 't', status: 400, detail: 'd', code };
    expect(failureOf(400, problem, null).code).toBe(code);
  });

  it('says which fields were wrong', () => {
    const body = {
      ...{ type: 't', title: 't', status: 400, detail: 'The poll was not understood.', code: 'invalid-request' },
      errors: [{ path: 'options', message: 'too few' }],
    };
    expect(failureOf(400, body, null).message).toBe('The poll was not understood. options: too few');
  });

  it('says that a retry helps, and when, for 503 and 429', () => {
    const body = { type: 't', title: 't', status: 503, detail: 'Not ready.', code: 'not-ready' };
    expect(failureOf(503, body, '2')).toMatchObject({ retriable: true, retryAfterSeconds: 2 });
  });

  it('fails in general words where the answer is no problem document', async () => {
    const { url } = await serve((response) => response.writeHead(500).end('<html>stack trace</html>'));
    const failure = await apiAt(url)
      .createPoll({ question: 'Q', options: ['A', 'B'] })
      .catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(Failure);
    expect(failure).toMatchObject({ code: 'unexpected' });
    expect(String(failure)).not.toContain('stack');
  });

  it('fails where the server answers something else than a poll', async () => {
    const { url } = await serve(json(200, { hello: 'world' }));
    await expect(apiAt(url).patchPoll('p1', { hidden: true })).rejects.toMatchObject({ code: 'unexpected' });
  });

  it('says that it is not known what happened where no answer comes in time', async () => {
    const { url } = await serve(() => undefined);
    await expect(apiAt(url, 50).patchPoll('p1', { hidden: true })).rejects.toMatchObject({
      code: 'server-unreachable',
      retriable: true,
      message: expect.stringContaining('not known') as unknown,
    });
  });

  it('says that the server is unreachable where nobody listens', async () => {
    const { url } = await serve(() => undefined);
    await Promise.all(servers.splice(0).map((server) => new Promise((resolve) => server.close(resolve))));
    await expect(apiAt(url).createPoll({ question: 'Q', options: ['A', 'B'] })).rejects.toMatchObject({ code: 'server-unreachable' });
  });
});
