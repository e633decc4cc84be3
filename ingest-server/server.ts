import { randomBytes } from 'node:crypto';
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { pino } from 'pino';
import { Failure, messageOf } from '../core/domain/failure.ts';
import { lockDataFolder } from '../engines/embedded/data-folder.ts';
import { openEmbeddedLog } from '../engines/embedded/embedded-event-log.ts';
import { buildApp } from './app.ts';
import type { Config } from './config.ts';
import { readConfig } from './config.ts';
import { loadAuthorToken } from './keys/author-token.ts';
import { loadKeyRing } from './keys/key-ring.ts';
import { createRateLimiter } from './limits/rate-limiter.ts';
import { createLiveHub } from './live/live-hub.ts';
import { createLiveSockets } from './live/live-sockets.ts';
import { createMetrics } from './metrics.ts';
import { createPollAuthor } from './polls/poll-author.ts';
import { createPollDirectory } from './polls/poll-directory.ts';
import { createRunKeeper } from './polls/run-keeper.ts';
import { createResultsBoard } from './results/results-board.ts';
import { createShutdown } from './shutdown.ts';
import { startRoleThread } from './threads/role-thread.ts';
import { createRecentStamps } from './votes/recent-stamps.ts';
import { createRandomIds } from './votes/random-ids.ts';
import { createVoteIntake } from './votes/vote-intake.ts';
import { createCookieJar } from './votes/voter-cookies.ts';

const clock = Date.now;
const newId = () => randomBytes(9).toString('base64url').replace(/[-_]/g, 'x');
const randomId = createRandomIds();
const beside = (name: string) => new URL(name, import.meta.url);

/** Wires everything for one computer and listens; whatever was opened is closed by `shutdown`, last first. */
async function serve(config: Config, shutdown: ReturnType<typeof createShutdown>): Promise<string> {
  const { dataFolder: folder } = config;
  const logger = pino({ level: config.logLevel });
  const lock = await lockDataFolder({ folder });
  shutdown.add(() => lock.release());
  const ring = await loadKeyRing(join(folder, 'key-ring.json'), () => new Date());
  const isAuthor = await loadAuthorToken(join(folder, 'author-token'));

  const log = await openEmbeddedLog({
    folder,
    plan: { votesPartitions: config.votesPartitions, resultsPartitions: 1 },
    writerThread: beside('./log-writer-thread.js'),
  });
  shutdown.add(() => log.stop());
  void log.writerEnded.then(() => {
    if (shutdown.isRunning()) return;
    logger.fatal(
      'The thread that writes the log has ended. The server stops, so that it can be started again; nothing that got 204 is lost.',
    );
    process.exitCode = 1;
    void shutdown.run();
  });
  const votesPartitions = await log.partitions('votes');

  const onFailure = (failure: Pick<Failure, 'code' | 'message'>) => {
    logger.error({ code: failure.code }, failure.message);
  };
  let tellUnreadable: (failure: Failure) => void = () => undefined;
  const unreadable = new Promise<never>((_, reject) => (tellUnreadable = reject));
  unreadable.catch(() => undefined); // of interest only until the server listens
  const onReadFailure = (failure: Failure) => {
    onFailure(failure);
    if (!failure.retriable) tellUnreadable(failure);
  };
  const onSkipped = (topic: string) => (offset: number) => {
    metrics.recordSkipped(topic);
    logger.warn({ topic, offset }, 'A record could not be understood and was skipped.');
  };
  const board = createResultsBoard({ log, onSkipped: onSkipped('results'), onFailure: onReadFailure });
  shutdown.add(() => board.stop());
  const directory = createPollDirectory({ log, clock, onSkipped: onSkipped('polls'), onFailure: onReadFailure });
  shutdown.add(() => directory.stop());
  const hub = createLiveHub({ find: directory.find, board, clock });
  shutdown.add(() => {
    hub.stop();
  });
  const metrics = createMetrics({ statuses: board.statuses, watchers: hub.watchers });
  const keeper = createRunKeeper({ log, directory, clock, newId, closeDelayMs: 0, onFailure });
  shutdown.add(() => keeper.stop());
  board.onChange((pollIds) => {
    hub.changed(pollIds);
  });
  directory.onChange((poll) => {
    hub.changed([poll.id]);
  });

  const roles = (['tally', 'history'] as const).map((role) =>
    startRoleThread({
      file: beside(`./${role}-thread.js`),
      folder,
      connect: () => log.connect(),
      onFailure,
      onDeath(error) {
        metrics.threadRestarted(role);
        logger.error({ role, err: error }, `The ${role} thread died and is started again; it goes on from the log.`);
      },
    }),
  );
  shutdown.add(async () => {
    await Promise.all(roles.map((role) => role.stop()));
  });

  const intake = createVoteIntake({
    log,
    directory,
    keeper,
    ring,
    cookieJar: createCookieJar(ring, randomId),
    stamps: createRecentStamps(),
    perVoter: createRateLimiter({ perSecond: config.votesPerVoter, clock }),
    randomId,
    clock,
  });
  const sockets = createLiveSockets({ hub, directory, intake });
  const author = createPollAuthor({
    log,
    directory,
    clock,
    randomBytes,
    newId,
    votesPartitions,
    buckets: 1,
    fingerprint: ring.active.fingerprint,
  });
  const { votesPerAddress, limitLoopback } = config;
  const app = await buildApp({
    services: {
      directory,
      board,
      author,
      intake,
      sockets,
      metrics,
      isAuthor,
      limitLoopback,
      perAddress: votesPerAddress === 0 ? undefined : createRateLimiter({ perSecond: votesPerAddress, clock }),
      notReadyBecause: () =>
        directory.isConfirmed() ? undefined : 'The server has not read all polls yet; votes are refused until it has.',
      assetsFolder: fileURLToPath(beside('../participant')),
      randomId: () => randomId(15),
    },
    trustedProxies: config.trustedProxies,
    onBug(error, request) {
      logger.error({ err: error, method: request.method, route: request.routeOptions.url }, 'A bug: please report it.');
    },
  });
  await Promise.race([Promise.all([directory.caughtUp, board.caughtUp]), unreadable]);
  if (shutdown.isRunning()) return '';
  await app.listen({ host: config.host, port: config.port });
  shutdown.add(async () => {
    await Promise.all([sockets.stop(), app.close()]);
  });
  const url = await announce(app.server.address(), config, shutdown);
  logger.info({ url, dataFolder: folder }, 'The ingest server listens.');
  return url;
}

/** Tells desktops on this computer where to find the server. */
async function announce(address: unknown, { host, dataFolder }: Config, shutdown: ReturnType<typeof createShutdown>): Promise<string> {
  const port = typeof address === 'object' && address !== null && 'port' in address ? Number(address.port) : 0;
  const anyHost = host === '0.0.0.0' || host === '::';
  const url = `http://${anyHost ? '127.0.0.1' : host.includes(':') ? `[${host}]` : host}:${port}`;
  const file = join(dataFolder, 'server.json');
  await writeFile(file, `${JSON.stringify({ v: 1, pid: process.pid, url, host, port, startedAt: clock() })}\n`);
  shutdown.add(() => rm(file, { force: true }));
  return url;
}

async function main(): Promise<void> {
  const config = readConfig(process.argv.slice(2), process.env);
  const shutdown = createShutdown();
  const stop = () => {
    shutdown.run().then(
      () => (process.exitCode ??= 0),
      (error: unknown) => {
        process.stderr.write(`Stopping failed: ${messageOf(error)}\n`);
        process.exitCode = 1;
      },
    );
  };
  process.once('SIGTERM', stop);
  process.once('SIGINT', stop);
  if (config.exitWithParent) {
    process.stdin.resume().once('end', stop);
    // Listening to the parent must not keep a server alive that has failed to start.
    process.stdin.unref();
  }
  try {
    await serve(config, shutdown);
  } catch (error) {
    process.exitCode = 1;
    await shutdown.run();
    throw error;
  }
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Failure ? error.message : listenMessage(error)}\n`);
  process.exitCode = 1;
});

function listenMessage(error: unknown): string {
  if (error instanceof Error && 'code' in error && error.code === 'EADDRINUSE') {
    return `${error.message}. Another program uses this port; choose another with --port, or --port 0 for any free one.`;
  }
  return messageOf(error);
}
