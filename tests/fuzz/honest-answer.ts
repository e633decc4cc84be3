import { problem } from '../../core/contract/http.ts';
import type { RawAnswer } from './raw-http.ts';

const insides = /node_modules|\n\s+at |\.(?:ts|js):\d|\/out\/|SQLITE|RangeError|TypeError/;

/**
 * What is wrong with an answer of the ingest server, or undefined: no 5xx but the documented 503 with Retry-After, every
 * problem document has a code of the list, pages are pages, and nothing tells what the server is made of.
 */
export function faultOf({ status, headers, body }: RawAnswer, { head = false } = {}): string | undefined {
  if (status === undefined) return 'the connection was closed without an answer';
  if (status >= 500 && !(status === 503 && headers['retry-after'] !== undefined)) return `status ${status}: ${body.slice(0, 300)}`;
  if (status < 400) return undefined;
  if (insides.test(body)) return `it tells of its insides: ${body.slice(0, 300)}`;
  const type = headers['content-type'] ?? '';
  if (head || body === '' || type.startsWith('text/html')) return undefined;
  if (!type.startsWith('application/problem+json')) return `status ${status} with ${type === '' ? 'no type' : type}: ${body.slice(0, 300)}`;
  const parsed = problem.safeParse(parsedOf(body));
  if (!parsed.success) return `not a problem document: ${body.slice(0, 300)}`;
  return parsed.data.status === status ? undefined : `status ${status} says ${parsed.data.status}`;
}

function parsedOf(body: string): unknown {
  try {
    return JSON.parse(body) as unknown;
  } catch {
    return undefined;
  }
}
