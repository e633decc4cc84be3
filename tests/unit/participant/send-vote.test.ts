import { describe, expect, it } from 'vitest';
import type { Answer, PendingVote, SendStep } from '../../../participant/send-vote.ts';
import { sendVote } from '../../../participant/send-vote.ts';

const vote: PendingVote = { pollId: 'p', voteId: 'abcdefghijklmnop', options: [2] };

/** A server that gives these answers one after the other, and a clock that only counts. */
function setting(answers: readonly Answer[], wakeAfter = Infinity) {
  const posted: PendingVote[] = [];
  const steps: SendStep[] = [];
  const waits: number[] = [];
  return {
    posted,
    steps,
    waits,
    tools: {
      post: async (sent: PendingVote) => answers[posted.push(sent) - 1] ?? { kind: 'recorded' as const },
      wait: async (ms: number) => (waits.push(ms) > wakeAfter ? ('early' as const) : ('over' as const)),
      random: () => 1,
      tell: (step: SendStep) => void steps.push(step),
    },
  };
}

const unknown = (retryAfterMs = 0, mayBeRecorded = true): Answer => ({ kind: 'unknown', retryAfterMs, mayBeRecorded });

describe('sending a vote', () => {
  it('ends at once when the vote is recorded or refused', async () => {
    for (const answer of [{ kind: 'recorded' }, { kind: 'refused', code: 'late', mayBeRecorded: false }] as const) {
      const { tools, posted, waits } = setting([answer]);
      expect(await sendVote(vote, tools)).toEqual(answer);
      expect([posted.length, waits.length]).toEqual([1, 0]);
    }
  });

  it('knows whether an earlier try that got no answer may have been recorded', async () => {
    const refused: Answer = { kind: 'refused', code: 'poll-closed', mayBeRecorded: false };
    const mayBe = async (answers: readonly Answer[], wasSentBefore?: boolean) => {
      const outcome = await sendVote(vote, setting(answers).tools, wasSentBefore);
      return outcome.kind === 'refused' && outcome.mayBeRecorded;
    };
    expect(await mayBe([refused])).toBe(false);
    expect(await mayBe([unknown(0, false), refused])).toBe(false);
    expect(await mayBe([unknown(0, true), unknown(0, false), refused])).toBe(true);
    expect(await mayBe([refused], true)).toBe(true);
    expect(await mayBe([{ kind: 'refused', code: 'unexpected', mayBeRecorded: true }])).toBe(true);
  });

  it('sends the very same vote again until someone knows', async () => {
    const { tools, posted } = setting([unknown(), unknown(), unknown()]);
    expect(await sendVote(vote, tools)).toEqual({ kind: 'recorded' });
    expect(posted).toEqual([vote, vote, vote, vote]);
  });

  it('waits at least as long as the server asks, and says how long, second by second', async () => {
    const { tools, steps, waits } = setting([unknown(3000)]);
    await sendVote(vote, tools);
    expect(waits.reduce((sum, ms) => sum + ms)).toBeGreaterThanOrEqual(3000);
    expect(steps).toEqual([{ kind: 'sending' }, ...[4, 3, 2, 1].map((seconds) => ({ kind: 'waiting', seconds })), { kind: 'sending' }]);
  });

  it('tries at once when the network is back or the voter is impatient', async () => {
    const { tools, steps } = setting([unknown(60_000)], 0);
    await sendVote(vote, tools);
    expect(steps.map((step) => step.kind)).toEqual(['sending', 'waiting', 'sending']);
  });
});
