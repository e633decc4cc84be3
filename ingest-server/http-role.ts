import { randomBytes } from 'node:crypto';
import type { FastifyInstance } from 'fastify';
import type { Logger } from 'pino';
import type { Failure } from '../core/domain/failure.ts';
import type { EventLog } from '../core/ports/event-log.ts';
import { buildApp } from './app.ts';
import type { Config } from './config/config.ts';
import { createFailureLog } from './failure-log.ts';
import { createAuthorCheck } from './http/author-check.ts';
import type { IsAuthor } from './keys/author-token.ts';
import type { KeyRing } from './keys/key-ring.ts';
import { createRateLimiter } from './limits/rate-limiter.ts';
import { createLiveHub } from './live/live-hub.ts';
import { createLiveSockets } from './live/live-sockets.ts';
import type { Refusal } from './log-refusal.ts';
import type { Metrics } from './metrics.ts';
import { createClosingClock } from './polls/closing-clock.ts';
import { createPollAuthor } from './polls/poll-author.ts';
import { createPollDirectory } from './polls/poll-directory.ts';
import { createRunKeeper } from './polls/run-keeper.ts';
import { createResultsBoard } from './results/results-board.ts';
import type { Shutdown } from './shutdown.ts';
import { createRecentVotes } from './votes/recent-votes.ts';
import { createRandomIds } from './votes/random-ids.ts';
import { createVoteIntake } from './votes/vote-intake.ts';
import { createCookieJar } from './votes/voter-cookies.ts';

const clock = Date.now;
const newId = () => randomBytes(9).toString('base64url').replace(/[-_]/g, 'x');
/** Other servers must have read of a closing before its markers are written; see docs/architecture.md. */
const closeDelayAmongOthersMs = 3_000;
/** From one address in a second. */
const wrongTokensPerSecond = 10;

interface Options {
  readonly log: EventLog;
  readonly config: Config;
  readonly ring: KeyRing;
  readonly isAuthor: IsAuthor;
  readonly assetsFolder: string;
  readonly prove: (challenge: string) => string;
  readonly refusing: () => Refusal | undefined;
  readonly logger: Logger;
  /** What is opened here is closed by it, last first. */
  readonly shutdown: Shutdown;
  readonly metrics: Metrics;
  /** In a cluster: polls or results can be read no more. */
  readonly onEnded: (failure: Failure) => void;
}

export interface HttpRole {
  /** Not listening yet. */
  readonly app: FastifyInstance;
  /** Resolves when polls and results are read up to now; rejects where they cannot be read at all. */
  readonly caughtUp: Promise<void>;
  stopSockets(): Promise<void>;
}

/** What participants and authors speak to: polls, votes, live results, pages. */
export async function createHttpRole({
  log,
  config,
  ring,
  isAuthor,
  logger,
  shutdown,
  metrics,
  prove,
  refusing,
  assetsFolder,
  onEnded,
}: Options): Promise<HttpRole> {
  const soleServer = config.cluster === undefined;
  const randomId = createRandomIds();
  let tellUnreadable: (failure: Failure) => void = () => undefined;
  const unreadable = new Promise<never>((_, reject) => (tellUnreadable = reject));
  unreadable.catch(() => undefined); // of interest only until the server listens
  const onFailure = createFailureLog({ logger, clock });
  const onReadFailure = (failure: Failure) => {
    onFailure(failure);
    if (failure.retriable) return;
    tellUnreadable(failure);
    if (!soleServer) onEnded(failure);
  };
  const onSkipped = (topic: string) => (offset: number) => {
    metrics.recordSkipped(topic);
    logger.warn({ topic, offset }, 'A record could not be understood and was skipped.');
  };
  const votesPartitions = await log.partitions('votes');
  const board = createResultsBoard({ log, onSkipped: onSkipped('results'), onFailure: onReadFailure });
  shutdown.add(() => board.stop());
  const directory = createPollDirectory({ log, clock, onSkipped: onSkipped('polls'), onFailure: onReadFailure });
  shutdown.add(() => directory.stop());
  const hub = createLiveHub({ find: directory.find, board, clock });
  shutdown.add(() => hub.stop());
  metrics.use({ statuses: board.statuses, watchers: hub.watchers });
  const closeDelayMs = soleServer ? 0 : closeDelayAmongOthersMs;
  const keeper = createRunKeeper({ log, directory, tally: board, clock, newId, closeDelayMs, soleServer, votesPartitions, onFailure });
  shutdown.add(() => keeper.stop());
  board.onChange((pollIds) => hub.changed(pollIds));
  directory.onChange((poll) => hub.changed([poll.id]));

  const intake = createVoteIntake({
    ...{ log, directory, keeper, ring, randomId, clock },
    votesPartitions,
    onForeignKey: onFailure,
    cookieJar: createCookieJar(ring, randomId),
    recentVotes: createRecentVotes(),
    perVoter: createRateLimiter({ perSecond: config.votesPerVoter, clock }),
  });
  const sockets = createLiveSockets({ hub, directory, intake });
  const author = createPollAuthor({
    ...{ log, directory, clock, randomBytes, newId },
    votesPartitions,
    buckets: config.buckets,
    fingerprint: ring.active.fingerprint,
  });
  const closingClock = createClosingClock({ directory, closeDue: author.closeDue, clock, onFailure });
  shutdown.add(() => closingClock.stop());
  const { votesPerAddress, limitLoopback, trustedProxies } = config;
  const app = await buildApp({
    services: {
      ...{ directory, board, author, intake, sockets, metrics, limitLoopback },
      checkAuthor: createAuthorCheck(isAuthor, createRateLimiter({ perSecond: wrongTokensPerSecond, clock })),
      perAddress: votesPerAddress === 0 ? undefined : createRateLimiter({ perSecond: votesPerAddress, clock }),
      notReadyBecause: () =>
        directory.isConfirmed() ? undefined : 'The server has not read all polls yet; votes are refused until it has.',
      refusing,
      assetsFolder,
      prove,
      randomId: () => randomId(15),
    },
    trustedProxies,
    onBug: (error, request) =>
      logger.error({ err: error, method: request.method, route: request.routeOptions.url }, 'A bug: please report it.'),
  });
  const caughtUp = Promise.race([Promise.all([directory.caughtUp, board.caughtUp]), unreadable]).then(() => undefined);
  return { app, caughtUp, stopSockets: () => sockets.stop() };
}
