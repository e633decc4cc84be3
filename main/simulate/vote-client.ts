import * as http from 'node:http';
import * as https from 'node:https';

export interface HttpAnswer {
  readonly status: number;
  readonly retryAfterSeconds: number;
  readonly setCookies: readonly string[];
  readonly body: string;
}

export interface HttpRequest {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly cookie?: string;
  readonly body?: unknown;
}

/** Plain HTTP over connections that are kept open, as many at once as asked for. */
export interface VoteClient {
  /** Rejects where no whole answer came. */
  send(request: HttpRequest): Promise<HttpAnswer>;
  stop(): void;
}

export interface VoteClientOptions {
  /** Without a trailing slash. */
  readonly url: string;
  readonly connections: number;
  readonly timeoutMs?: number;
}

const longestAnswer = 1024 * 1024;

export function createVoteClient({ url, connections, timeoutMs = 10_000 }: VoteClientOptions): VoteClient {
  const base = new URL(url);
  const { Agent, request } = base.protocol === 'https:' ? https : http;
  const agent = new Agent({ keepAlive: true, maxSockets: connections, scheduling: 'fifo' });
  const prefix = base.pathname.replace(/\/$/, '');
  return {
    send: ({ method, path, cookie, body }) =>
      new Promise((resolve, reject) => {
        const text = body === undefined ? '' : JSON.stringify(body);
        const headers = {
          accept: 'application/json',
          ...(body === undefined ? {} : { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) }),
          ...(cookie ? { cookie } : {}),
        };
        const sent = request(
          {
            agent,
            method,
            headers,
            timeout: timeoutMs,
            hostname: base.hostname.replace(/^\[|\]$/g, ''),
            port: base.port,
            path: `${prefix}${path}`,
          },
          (response) => {
            let received = '';
            response.setEncoding('utf8');
            response.on('data', (chunk: string) => {
              received += chunk;
              if (received.length > longestAnswer) sent.destroy(new Error('its answer is far too long for a Kpoll server'));
            });
            response.on('error', reject);
            response.on('aborted', () => reject(new Error('the connection was closed in the middle of an answer')));
            response.on('end', () => resolve(answerOf(response, received)));
          },
        );
        sent.on('timeout', () => sent.destroy(new Error(`no answer within ${timeoutMs} ms`)));
        sent.on('error', reject);
        sent.end(text);
      }),
    stop: () => agent.destroy(),
  };
}

function answerOf(response: http.IncomingMessage, body: string): HttpAnswer {
  const seconds = Number(response.headers['retry-after'] ?? 0);
  return {
    status: response.statusCode ?? 0,
    retryAfterSeconds: Number.isFinite(seconds) ? seconds : 0,
    setCookies: response.headers['set-cookie'] ?? [],
    body,
  };
}
