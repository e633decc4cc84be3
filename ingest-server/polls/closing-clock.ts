import { Failure } from '../../core/domain/failure.ts';
import type { Poll } from '../../core/domain/poll.ts';
import { currentRun } from '../../core/domain/poll.ts';
import type { CommandOutcome } from '../../core/domain/poll-book.ts';
import type { PollDirectory } from './poll-directory.ts';

/**
 * Closes polls whose closing time has come. Every server does so by its own clock; the first command in the log counts, the
 * others are void. What was due while no server ran is closed as soon as one has read the log.
 */
export interface ClosingClock {
  /** A closing under way is not waited for: whoever runs next finds it due. */
  stop(): void;
}

interface Options {
  readonly directory: Pick<PollDirectory, 'find' | 'onChange'>;
  readonly closeDue: (poll: Poll) => Promise<CommandOutcome>;
  readonly clock: () => number;
  readonly onFailure: (failure: Failure) => void;
  /** After a failure. */
  readonly retryMs?: number;
}

/** A clock that is set, or a computer that slept, is noticed within so long. */
const longestWaitMs = 2_000;

export function createClosingClock({ directory, closeDue, clock, onFailure, retryMs = 1_000 }: Options): ClosingClock {
  /** Polls that may have a closing time ahead. */
  const waiting = new Set<string>();
  const underway = new Set<string>();
  let timer: NodeJS.Timeout | undefined;
  let stopped = false;

  function look(): void {
    clearTimeout(timer);
    if (stopped) return;
    let next = Infinity;
    for (const pollId of waiting) {
      const poll = directory.find(pollId);
      const closesAt = poll === undefined ? undefined : closingTimeAhead(poll);
      if (poll === undefined || closesAt === undefined) waiting.delete(pollId);
      else if (closesAt > clock()) next = Math.min(next, closesAt);
      else if (!underway.has(pollId)) void close(poll);
    }
    if (next < Infinity) timer = setTimeout(look, Math.min(longestWaitMs, next - clock()));
  }

  async function close(poll: Poll): Promise<void> {
    underway.add(poll.id);
    try {
      await closeDue(poll);
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      if (stopped) return;
      onFailure(error);
      await new Promise((resolve) => setTimeout(resolve, retryMs));
    } finally {
      underway.delete(poll.id);
      look();
    }
  }

  directory.onChange((poll) => {
    if (closingTimeAhead(poll) === undefined) return;
    waiting.add(poll.id);
    look();
  });

  return {
    stop() {
      stopped = true;
      clearTimeout(timer);
    },
  };
}

/** A poll that is opening is closed once it is open. */
function closingTimeAhead(poll: Poll): number | undefined {
  return poll.state === 'open' || poll.state === 'paused' ? currentRun(poll)?.closesAt : undefined;
}
