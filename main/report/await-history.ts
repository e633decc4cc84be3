import { Failure } from '../../core/domain/failure.ts';
import type { Run } from '../../core/domain/poll.ts';
import type { Result } from '../../core/domain/result.ts';
import type { HistoryReader } from '../../core/ports/history-store.ts';
import { createPause } from '../connection/pause.ts';

export interface AwaitHistoryOptions {
  readonly history: HistoryReader;
  readonly run: Pick<Run, 'partitions'>;
  /** The run's, final. */
  readonly result: Pick<Result, 'pollId' | 'run' | 'voters'>;
  readonly signal: AbortSignal;
  readonly timeoutMs?: number;
}

const lookAgainMs = 100;

/**
 * History is written a moment after the tally: waits until it holds a ballot for each voter of a final result and the end of its
 * timeline, so that no report is short of what the screen shows. Failure `history-unavailable` where it stops growing, or cannot
 * be asked, for too long.
 */
export async function awaitHistory({ history, run, result, signal, timeoutMs = 20_000 }: AwaitHistoryOptions): Promise<void> {
  const pause = createPause();
  const { voters } = result;
  let seen: Written = { ballots: -1, closed: -1 };
  for (let waited = 0; !signal.aborted; waited += lookAgainMs) {
    const found = await readWritten(history, result).catch((error: unknown) => {
      if (waited < timeoutMs && error instanceof Failure && error.retriable) return seen;
      throw error;
    });
    if (found.ballots === voters && found.closed >= run.partitions) return;
    if (found.ballots > seen.ballots || found.closed > seen.closed) waited = 0;
    seen = found;
    if (waited >= timeoutMs) throw incomplete(seen, voters);
    await pause.wait(lookAgainMs);
  }
}

interface Written {
  readonly ballots: number;
  /** Partitions whose timeline has come to the close. */
  readonly closed: number;
}

async function readWritten(history: HistoryReader, { pollId, run }: Pick<Result, 'pollId' | 'run'>): Promise<Written> {
  const partials = await history.readPartials({ pollId, run });
  return {
    ballots: await history.countBallots({ pollId, run }),
    closed: partials.filter(({ closedAt }) => closedAt !== null).length,
  };
}

function incomplete({ ballots }: Written, voters: number): Failure {
  const missing = ballots === voters ? 'lacks the end of the timeline' : `holds ${ballots} ballots of ${voters}`;
  const message = `History ${missing} so far, so this report would not be complete; none was written. The votes are safe. Try again in a moment.`;
  return new Failure('history-unavailable', message, { retriable: true });
}
