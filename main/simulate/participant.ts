import { randomBytes } from 'node:crypto';
import { problem } from '../../core/contract/http.ts';
import { parseJson } from '../../core/domain/parse-json.ts';
import type { Pause } from '../connection/pause.ts';
import type { HttpAnswer, VoteClient } from './vote-client.ts';

/** What became of one vote. `unknown`: no answer ever came, so it may or may not be recorded. */
export type VoteOutcome =
  | { readonly kind: 'accepted' }
  | { readonly kind: 'refused'; readonly status: number; readonly code: string }
  | { readonly kind: 'unknown' };

/** One simulated person with a phone: a cookie jar, and the patience to try again. */
export interface Participant {
  vote(choice: readonly number[]): Promise<VoteOutcome>;
}

export interface ParticipantOptions {
  /** One for each ingest server, at least one: where no answer comes, or "not now", the next is tried. */
  readonly clients: readonly VoteClient[];
  /** Which one is tried first. */
  readonly firstClient: number;
  readonly pollId: string;
  /** Waiting before another try is cut short when the simulation is stopped. */
  readonly pause: Pause;
  readonly isStopped: () => boolean;
  /** Every answer, by status and problem code; `no answer` where none came. */
  readonly onAnswer: (label: string) => void;
  readonly newVoteId?: () => string;
  /** How long a vote is tried again for, in ms. */
  readonly patienceMs: number;
}

const firstWaitMs = 100;
const longestWaitMs = 5000;

export function createParticipant(options: ParticipantOptions): Participant {
  const cookies = new Map<string, string>();
  let place = options.firstClient;
  const newVoteId = options.newVoteId ?? (() => randomBytes(12).toString('base64url'));
  return {
    async vote(choice) {
      const picked = choice.length === 1 ? { option: choice[0] } : { options: choice };
      const body = { ...picked, voteId: newVoteId() };
      const deadline = Date.now() + options.patienceMs;
      let unanswered = false;
      for (let wait = firstWaitMs; ; wait = Math.min(wait * 2, longestWaitMs)) {
        const answer = await tryOnce(options, place, cookies, body);
        if (answer !== undefined && !isTryAgain(answer)) return outcomeOf(answer);
        place += 1;
        // A 503 means "not known to be recorded": as open a question as no answer at all. A 429 is a plain refusal.
        unanswered ||= answer?.status !== 429;
        if (options.isStopped() || Date.now() > deadline) return unanswered ? { kind: 'unknown' } : outcomeOf(answer);
        await options.pause.wait(answer === undefined || answer.retryAfterSeconds === 0 ? wait : answer.retryAfterSeconds * 1000);
      }
    },
  };
}

async function tryOnce(
  options: ParticipantOptions,
  place: number,
  cookies: Map<string, string>,
  body: unknown,
): Promise<HttpAnswer | undefined> {
  const { clients, pollId, onAnswer } = options;
  const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ');
  try {
    const answer = await clientAt(clients, place).send({ method: 'POST', path: `/polls/${encodeURIComponent(pollId)}/vote`, cookie, body });
    keepCookies(cookies, answer.setCookies);
    onAnswer(labelOf(answer));
    return answer;
  } catch {
    // Whatever it was, no answer came: the vote is sent again as it is.
    onAnswer('no answer');
    return undefined;
  }
}

function clientAt(clients: readonly VoteClient[], place: number): VoteClient {
  const client = clients[place % clients.length];
  if (client === undefined) throw new Error('a participant needs a server to vote on');
  return client;
}

function keepCookies(cookies: Map<string, string>, setCookies: readonly string[]): void {
  for (const line of setCookies) {
    const [pair = ''] = line.split(';');
    const equals = pair.indexOf('=');
    if (equals > 0) cookies.set(pair.slice(0, equals).trim(), pair.slice(equals + 1).trim());
  }
}

function isTryAgain({ status }: HttpAnswer): boolean {
  return status === 503 || status === 429;
}

function outcomeOf(answer: HttpAnswer | undefined): VoteOutcome {
  if (answer === undefined) return { kind: 'unknown' };
  if (answer.status === 204) return { kind: 'accepted' };
  return { kind: 'refused', status: answer.status, code: codeOf(answer) };
}

function labelOf(answer: HttpAnswer): string {
  return answer.status === 204 ? '204' : `${answer.status} ${codeOf(answer)}`;
}

function codeOf({ body }: HttpAnswer): string {
  return problem.safeParse(parseJson(body)).data?.code ?? 'without a code';
}
