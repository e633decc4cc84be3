import type { Refusal } from '../log-refusal.ts';
import type { RateLimiter } from '../limits/rate-limiter.ts';
import type { LiveSockets } from '../live/live-sockets.ts';
import type { Metrics } from '../metrics.ts';
import type { PollAuthor } from '../polls/poll-author.ts';
import type { PollDirectory } from '../polls/poll-directory.ts';
import type { ResultsBoard } from '../results/results-board.ts';
import type { VoteIntake } from '../votes/vote-intake.ts';
import type { AuthorCheck } from './author-check.ts';

/** What the routes are made of; wired in the composition root. */
export interface Services {
  readonly directory: PollDirectory;
  readonly board: ResultsBoard;
  readonly author: PollAuthor;
  readonly intake: VoteIntake;
  readonly sockets: LiveSockets;
  readonly metrics: Metrics;
  readonly checkAuthor: AuthorCheck;
  /** Votes per address, or undefined where there is no limit. */
  readonly perAddress: RateLimiter | undefined;
  readonly limitLoopback: boolean;
  /** Why the server cannot take votes right now, or undefined. */
  readonly notReadyBecause: () => string | undefined;
  /** Why the log takes nothing just now, or undefined. */
  readonly refusing: () => Refusal | undefined;
  /** That this server knows the key in its server.json. */
  readonly prove: (challenge: string) => string;
  /** Folder with the participant page's script and style. */
  readonly assetsFolder: string;
  readonly randomId: () => string;
}
