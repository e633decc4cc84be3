import { Failure } from '../../core/domain/failure.ts';
import type { HistoryReader, RunId } from '../../core/ports/history-store.ts';
import { createPause } from '../connection/pause.ts';

export interface AwaitHistoryOptions {
  readonly id: RunId;
  readonly history: HistoryReader;
  /** Voters of the final result. */
  readonly voters: number;
  readonly signal: AbortSignal;
  readonly timeoutMs?: number;
}

const lookAgainMs = 100;

/**
 * History is written a moment after the tally: waits until it holds a ballot for each voter of a final result, so that no
 * report is short of what the screen shows. Failure `history-unavailable` where it stops growing, or cannot be asked, for too long.
 */
export async function awaitHistory({ id, history, voters, signal, timeoutMs = 20_000 }: AwaitHistoryOptions): Promise<void> {
  const pause = createPause();
  let seen = -1;
  for (let waited = 0; !signal.aborted; waited += lookAgainMs) {
    const ballots = await history.countBallots(id).catch((error: unknown) => {
      if (waited < timeoutMs && error instanceof Failure && error.retriable) return seen;
      throw error;
    });
    if (ballots === voters) return;
    if (ballots > seen) waited = 0;
    seen = ballots;
    if (waited >= timeoutMs) {
      throw new Failure(
        'history-unavailable',
        `History holds ${ballots} ballots of ${voters} so far, so this report would not be complete; none was written. The votes are safe. Try again in a moment.`,
        { retriable: true },
      );
    }
    await pause.wait(lookAgainMs);
  }
}
