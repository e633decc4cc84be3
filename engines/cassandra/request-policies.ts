import type { types } from 'cassandra-driver';
import { policies } from 'cassandra-driver';

const mostRetries = 2;
/** The driver takes none as the one that was asked for, which its types do not say. */
const unchanged = undefined as unknown as types.consistencies;
const speculateAfterMs = 250;

type Decision = policies.retry.DecisionInfo;
type Operation = policies.retry.OperationInfo;

/**
 * Everything this engine sends may be sent again without harm, so what a node does not do in time is asked of the next node,
 * twice at most: whoever called tries again later, and a cluster in trouble is not flooded. The consistency is never lowered.
 */
export class NextNodeRetryPolicy extends policies.retry.RetryPolicy {
  override onUnavailable(info: Operation): Decision {
    return this.#onNextNode(info);
  }

  override onReadTimeout(info: Operation): Decision {
    return this.#onNextNode(info);
  }

  override onWriteTimeout(info: Operation): Decision {
    return this.#onNextNode(info);
  }

  override onRequestError(info: Operation): Decision {
    return this.#onNextNode(info);
  }

  #onNextNode({ nbRetry, executionOptions }: Operation): Decision {
    if (nbRetry >= mostRetries || !executionOptions.isIdempotent()) return this.rethrowResult();
    return this.retryResult(unchanged, false);
  }
}

/**
 * A short read that has not been answered within a quarter of a second is asked of a second node as well: somebody waits for it at
 * a screen. Not so for writes and for pages of ballots, which are slow because there is much to do; doing it twice makes that worse.
 */
export function speculateOnShortReads(): policies.speculativeExecution.SpeculativeExecutionPolicy {
  const once = new policies.speculativeExecution.ConstantSpeculativeExecutionPolicy(speculateAfterMs, 1);
  const never = new policies.speculativeExecution.NoSpeculativeExecutionPolicy();
  const isShortRead = (query: unknown) => typeof query === 'string' && query.startsWith('SELECT') && !query.includes('.ballots ');
  return {
    init: () => undefined,
    shutdown: () => undefined,
    getOptions: () => once.getOptions(),
    newPlan: (keyspace, query) => (isShortRead(query) ? once : never).newPlan(keyspace, query),
  };
}
