import type { Answer, PendingVote } from './send-vote.ts';

const timeoutMs = 8_000;
/** Answers that say nothing final about the vote: too busy, a proxy in between, not ready. */
const passing = [408, 425, 429, 502, 503, 504];
/** Kpoll says these before it writes anything. */
const notRecorded = ['not-ready', 'keys-differ', 'log-busy', 'disk-full'];

/** Sends a vote once. Never rejects: what cannot be known is `unknown`. */
export async function postVote({ pollId, voteId, options }: PendingVote): Promise<Answer> {
  const abort = new AbortController();
  const timer = setTimeout(() => abort.abort(), timeoutMs);
  try {
    const response = await fetch(`/polls/${encodeURIComponent(pollId)}/vote`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', accept: 'application/problem+json' },
      body: JSON.stringify({ options, voteId }),
      signal: abort.signal,
    });
    if (response.ok) return { kind: 'recorded' };
    const code = await codeOf(response);
    const mayBeRecorded = response.status >= 500 && !notRecorded.includes(code);
    if (passing.includes(response.status)) return { kind: 'unknown', retryAfterMs: retryAfterMsOf(response), mayBeRecorded };
    return { kind: 'refused', code, mayBeRecorded };
  } catch {
    // No answer, or half of one: the network's fault, and sending again is safe.
    return { kind: 'unknown', retryAfterMs: 0, mayBeRecorded: true };
  } finally {
    clearTimeout(timer);
  }
}

function retryAfterMsOf(response: Response): number {
  const seconds = Number(response.headers.get('retry-after'));
  return Number.isFinite(seconds) ? Math.min(60, Math.max(0, seconds)) * 1000 : 0;
}

async function codeOf(response: Response): Promise<string> {
  const isProblem = response.headers.get('content-type')?.includes('json') ?? false;
  const body: unknown = isProblem ? await response.json().catch(() => undefined) : undefined;
  return typeof body === 'object' && body !== null && 'code' in body ? String(body.code) : 'unexpected';
}
