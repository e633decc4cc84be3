import type { IsAuthor } from '../keys/author-token.ts';
import type { RateLimiter } from '../limits/rate-limiter.ts';
import type { LiveSockets } from '../live/live-sockets.ts';
import type { Metrics } from '../metrics.ts';
import type { PollAuthor } from '../polls/poll-author.ts';
import type { PollDirectory } from '../polls/poll-directory.ts';
import type { ResultsBoard } from '../results/results-board.ts';
import type { VoteIntake } from '../votes/vote-intake.ts';

/** What the routes are made of; wired in the composition root. */
export interface Services {
  readonly directory: PollDirectory;
  readonly board: ResultsBoard;
  readonly author: PollAuthor;
  readonly intake: VoteIntake;
  readonly sockets: LiveSockets;
  readonly metrics: Metrics;
  readonly isAuthor: IsAuthor;
  /** Votes per address, or undefined where there is no limit. */
  readonly perAddress: RateLimiter | undefined;
  readonly limitLoopback: boolean;
  /** Why the server cannot take votes right now, or undefined. */
  readonly notReadyBecause: () => string | undefined;
  /** Folder with the participant page's script and style. */
  readonly assetsFolder: string;
  readonly randomId: () => string;
}
