import { retryDelayMs } from './retry-delay.ts';

/** A vote on its way: the id stays the same however often it is sent, so it counts once. */
export interface PendingVote {
  readonly pollId: string;
  readonly voteId: string;
  readonly options: readonly number[];
}

export type Answer =
  | { readonly kind: 'recorded' }
  /** `mayBeRecorded`: the server met an error that nobody expected. */
  | { readonly kind: 'refused'; readonly code: string; readonly mayBeRecorded: boolean }
  /** Nothing final; sending it again is safe. Without an answer of the server itself it may be recorded all the same. */
  | { readonly kind: 'unknown'; readonly retryAfterMs: number; readonly mayBeRecorded: boolean };

/** `mayBeRecorded`: of one of the tries nobody knows what became of it. */
export type Outcome = Exclude<Answer, { kind: 'unknown' }>;

export type SendStep = { readonly kind: 'sending' } | { readonly kind: 'waiting'; readonly seconds: number };

export interface SendTools {
  readonly post: (vote: PendingVote) => Promise<Answer>;
  /** Resolves after so many ms, or earlier where there is reason to hope (the network is back, the voter taps). */
  readonly wait: (ms: number) => Promise<'over' | 'early'>;
  readonly random: () => number;
  readonly tell: (step: SendStep) => void;
}

/** Sends a vote until the server has said something final about it; `wasSentBefore` and got no answer, before a reload. */
export async function sendVote(vote: PendingVote, tools: SendTools, wasSentBefore = false): Promise<Outcome> {
  let mayBeRecorded = wasSentBefore;
  for (let attempt = 0; ; attempt += 1) {
    tools.tell({ kind: 'sending' });
    const answer = await tools.post(vote);
    if (answer.kind === 'recorded') return answer;
    mayBeRecorded ||= answer.mayBeRecorded;
    if (answer.kind === 'refused') return { ...answer, mayBeRecorded };
    await countDown(retryDelayMs(attempt, answer.retryAfterMs, tools.random), tools);
  }
}

async function countDown(delayMs: number, { wait, tell }: SendTools): Promise<void> {
  for (let left = delayMs; left > 0; left -= 1000) {
    tell({ kind: 'waiting', seconds: Math.ceil(left / 1000) });
    if ((await wait(Math.min(1000, left))) === 'early') return;
  }
}
