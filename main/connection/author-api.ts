import type { AuthorPollView, CreatePollBody, PatchPollBody } from '../../core/contract/http.ts';
import { authorPollView, problem } from '../../core/contract/http.ts';
import { Failure } from '../../core/domain/failure.ts';
import { parseJson } from '../../core/domain/parse-json.ts';
import { textWithin } from './bounded-text.ts';
import { whyOf } from './web-check.ts';

/** The author's side of the ingest server's HTTP API. Failures carry the code of the server's problem document. */
export interface AuthorApi {
  createPoll(body: CreatePollBody): Promise<AuthorPollView>;
  patchPoll(pollId: string, body: PatchPollBody): Promise<AuthorPollView>;
}

export interface AuthorApiOptions {
  /** Where the server is just now, without a trailing slash; throws a Failure while there is none. */
  readonly baseUrl: () => string;
  readonly token: () => Promise<string>;
  readonly fetch?: typeof fetch;
  readonly timeoutMs?: number;
}

/** Closing waits for a marker in every votes partition, which takes seconds in a cluster. */
const defaultTimeoutMs = 20_000;
/** A poll with a hundred of the longest options is a tenth of it. */
const maxAnswerBytes = 1024 * 1024;
/** Of the faults that a server finds in one command. */
const mostDetails = 10;
const longestMessage = 1_000;

export function createAuthorApi(options: AuthorApiOptions): AuthorApi {
  return {
    createPoll: (body) => send(options, 'POST', '/polls', body),
    patchPoll: async (pollId, body) => send(options, 'PATCH', pathOf(pollId), body),
  };
}

/** Nothing else is an id of ours; some of it would be another address. */
function pathOf(pollId: string): string {
  if (/^[\w-]+$/.test(pollId)) return `/polls/${pollId}`;
  throw new Failure('poll-not-found', 'There is no such poll. Nothing was done.');
}

async function send(options: AuthorApiOptions, method: string, path: string, body: unknown): Promise<AuthorPollView> {
  const url = `${options.baseUrl()}${path}`;
  const headers = { 'content-type': 'application/json', authorization: `Bearer ${await options.token()}` };
  const answer = await request(options, url, { method, headers, body: JSON.stringify(body) });
  if (!answer.ok) throw failureOf(answer.status, answer.body, answer.retryAfter);
  const view = authorPollView.safeParse(answer.body);
  if (view.success) return view.data;
  throw new Failure('unexpected', 'The server answered in a way this desktop does not understand. They may be of different versions.', {
    cause: view.error,
  });
}

interface RawAnswer {
  readonly ok: boolean;
  readonly status: number;
  readonly body: unknown;
  readonly retryAfter: string | null;
}

interface RawRequest {
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

async function request(
  { fetch: fetchFn = fetch, timeoutMs = defaultTimeoutMs }: AuthorApiOptions,
  url: string,
  raw: RawRequest,
): Promise<RawAnswer> {
  const controller = new AbortController();
  const timer = setTimeout(() => controller.abort(), timeoutMs);
  try {
    const response = await fetchFn(url, { ...raw, signal: controller.signal });
    return {
      ok: response.ok,
      status: response.status,
      body: parseJson(await textWithin(maxAnswerBytes, response)),
      retryAfter: response.headers.get('retry-after'),
    };
  } catch (cause) {
    throw new Failure(
      'server-unreachable',
      `The server did not answer (${whyOf(cause)}). It is not known whether this was done; look at the poll before you try again. Votes that were recorded are safe.`,
      { retriable: true, cause },
    );
  } finally {
    clearTimeout(timer);
  }
}

/** A problem document as the Failure it was made from. */
export function failureOf(status: number, body: unknown, retryAfter: string | null): Failure {
  const parsed = problem.safeParse(body);
  const seconds = Number(retryAfter);
  const options = {
    retriable: status === 429 || status === 503,
    ...(retryAfter !== null && seconds > 0 ? { retryAfterSeconds: seconds } : {}),
  };
  if (!parsed.success)
    return new Failure('unexpected', `The server answered ${status} without saying why. Nothing is known to have been done.`, options);
  const details = (parsed.data.errors ?? []).slice(0, mostDetails).map(({ path, message }) => `${path}: ${message}`);
  return new Failure(parsed.data.code, [parsed.data.detail, ...details].join(' ').slice(0, longestMessage), options);
}
