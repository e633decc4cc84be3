import { randomBytes } from 'node:crypto';
import { problem } from '../../core/contract/http.ts';
import { parseJson } from '../../core/domain/parse-json.ts';
import type { Pause } from '../../main/connection/pause.ts';
import type { Random } from '../../main/simulate/random.ts';
import type { HttpAnswer, VoteClient } from '../../main/simulate/vote-client.ts';
import { retryDelayMs } from '../../participant/retry-delay.ts';
import type { Journal } from './journal.ts';

export type Outcome = 'accepted' | 'refused' | 'unknown';

export interface VoterOptions {
  readonly clients: readonly VoteClient[];
  readonly journal: Journal;
  readonly pause: Pause;
  readonly random: Random;
  /** Whether there is still time to try again. */
  readonly mayTryAgain: () => boolean;
}

/** One person with a phone, in one poll: cookies, and a page that sends a vote again, with its id, until there is an answer. */
export interface Voter {
  readonly pollId: string;
  readonly lastChoice: readonly number[];
  /** `copies`: so many requests at once. */
  vote(choice: readonly number[], copies: number): Promise<Outcome>;
}

const refusedForNow = new Set([0, 429, 503]);

interface Request {
  readonly pollId: string;
  readonly voter: number;
  readonly voteId: string;
  readonly choice: readonly number[];
}

export function createVoter(options: VoterOptions, number: number, pollId: string): Voter {
  const cookies = new Map<string, string>();
  const { pause, random } = options;
  let place = number;
  let lastChoice: readonly number[] = [];
  return {
    pollId,
    get lastChoice() {
      return lastChoice;
    },
    async vote(choice, copies) {
      lastChoice = choice;
      const request = { pollId, voter: number, voteId: randomBytes(12).toString('base64url'), choice };
      for (let attempt = 0; ; attempt += 1) {
        const sending = Array.from({ length: attempt === 0 ? copies : 1 }, (_, copy) => sendOnce(options, place + copy, cookies, request));
        const answers = await Promise.all(sending);
        if (answers.some(({ status }) => status === 204)) return 'accepted';
        if (answers.some(({ status }) => !refusedForNow.has(status))) return 'refused';
        place += 1;
        if (!options.mayTryAgain()) return 'unknown';
        const asked = Math.max(...answers.map(({ retryAfterSeconds }) => retryAfterSeconds)) * 1000;
        await pause.wait(retryDelayMs(attempt, asked, random));
      }
    },
  };
}

/** Status 0 where no answer came. */
async function sendOnce(
  { clients, journal }: VoterOptions,
  place: number,
  cookies: Map<string, string>,
  request: Request,
): Promise<Pick<HttpAnswer, 'status' | 'retryAfterSeconds'>> {
  const client = clients[place % clients.length];
  if (client === undefined) throw new Error('a voter needs a server to vote on');
  const { pollId, voteId, choice } = request;
  const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ');
  const n = journal.sent(request);
  try {
    const answer = await client.send({ method: 'POST', path: `/polls/${pollId}/vote`, cookie, body: { options: choice, voteId } });
    journal.answer(n, answer.status, answer.status === 204 ? '' : codeOf(answer.body));
    for (const line of answer.setCookies) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      cookies.set(name, value);
    }
    return answer;
  } catch {
    // Whatever it was, no answer came.
    journal.answer(n, 0, '');
    return { status: 0, retryAfterSeconds: 0 };
  }
}

function codeOf(body: string): string {
  return problem.safeParse(parseJson(body)).data?.code ?? 'without a code';
}
