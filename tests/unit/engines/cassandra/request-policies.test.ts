import { policies, types } from 'cassandra-driver';
import { describe, expect, it } from 'vitest';
import { NextNodeRetryPolicy, speculateOnShortReads } from '../../../../engines/cassandra/request-policies.ts';

const { retryDecision } = policies.retry.RetryPolicy as unknown as { retryDecision: { retry: number; rethrow: number } };
function operation(nbRetry: number, idempotent = true): policies.retry.OperationInfo {
  const info: unknown = { query: '', nbRetry, executionOptions: { isIdempotent: () => idempotent } };
  return info as policies.retry.OperationInfo;
}

describe('requests that a node did not answer', () => {
  const policy: policies.retry.RetryPolicy = new NextNodeRetryPolicy();
  const { localQuorum } = types.consistencies;
  const all = [
    (nbRetry: number) => policy.onUnavailable(operation(nbRetry), localQuorum, 2, true),
    (nbRetry: number) => policy.onReadTimeout(operation(nbRetry), localQuorum, 1, 2, false),
    (nbRetry: number) => policy.onWriteTimeout(operation(nbRetry), localQuorum, 1, 2, 'UNLOGGED_BATCH'),
    (nbRetry: number) => policy.onRequestError(operation(nbRetry), localQuorum, new Error('gone')),
  ];

  it('go to the next node with the same consistency, twice at most', () => {
    for (const decide of all) {
      expect([0, 1, 2].map((tries) => decide(tries).decision)).toEqual([retryDecision.retry, retryDecision.retry, retryDecision.rethrow]);
      expect(decide(0)).toMatchObject({ consistency: undefined, useCurrentHost: false });
    }
  });

  it('are not sent again where that could do harm', () => {
    const decision = policy.onRequestError(operation(0, false), localQuorum, new Error('gone'));
    expect(decision.decision).toBe(retryDecision.rethrow);
  });
});

describe('a second node is asked', () => {
  const plan = (query: string | object[]) => {
    const next = speculateOnShortReads().newPlan('kpoll', query).nextExecution as () => number;
    return [next(), next()];
  };

  it('once for a short read that takes long, never for pages of ballots and for writes', () => {
    expect(plan('SELECT value FROM "kpoll".partials WHERE poll_id = ?')).toEqual([250, -1]);
    expect(plan('SELECT voter_id FROM "kpoll".ballots WHERE poll_id = ?')[0]).toBe(-1);
    expect(plan('INSERT INTO "kpoll".polls_by_id (poll_id) VALUES (?)')[0]).toBe(-1);
    expect(plan([{ query: 'SELECT' }])[0]).toBe(-1);
  });
});
