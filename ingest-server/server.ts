import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { hostname } from 'node:os';
import { fileURLToPath } from 'node:url';
import type { FastifyInstance } from 'fastify';
import type { Logger } from 'pino';
import { pino } from 'pino';
import { Failure, messageOf } from '../core/domain/failure.ts';
import type { RoleName } from '../core/domain/server-status.ts';
import type { EventLog } from '../core/ports/event-log.ts';
import { lockDataFolder } from '../engines/embedded/data-folder.ts';
import { openEmbeddedLog } from '../engines/embedded/embedded-event-log.ts';
import { openKafkaLog } from '../engines/kafka/kafka-event-log.ts';
import type { ClusterConfig, Config } from './config/config.ts';
import { readConfig } from './config/config.ts';
import { startHeartbeat } from './heartbeat.ts';
import { createFailureLog } from './failure-log.ts';
import { createHttpRole } from './http-role.ts';
import { readAuthorTokens, readKeyRing, readPassword } from './keys/server-secrets.ts';
import { readOrCreateSecretFile } from './keys/secret-file.ts';
import { createServerProof } from './keys/server-proof.ts';
import type { Refusal } from './log-refusal.ts';
import { watchRefusal } from './log-refusal.ts';
import type { Metrics } from './metrics.ts';
import { createMetrics } from './metrics.ts';
import { buildOperatorApp } from './operator-app.ts';
import type { Shutdown } from './shutdown.ts';
import { createShutdown } from './shutdown.ts';
import type { RoleThread } from './threads/role-thread.ts';
import { startRoleThread } from './threads/role-thread.ts';
import type { ThreadEngine } from './threads/thread-messages.ts';

const clock = Date.now;
const beside = (name: string) => new URL(name, import.meta.url);
const { version } = JSON.parse(readFileSync(beside('../../package.json'), 'utf8')) as { readonly version: string };

type Env = Readonly<Record<string, string | undefined>>;

interface Context {
  readonly config: Config;
  readonly env: Env;
  readonly logger: Logger;
  readonly metrics: Metrics;
  /** Whatever is opened is closed by it, last first. */
  readonly shutdown: Shutdown;
}

interface Engine {
  readonly log: EventLog;
  readonly rebuilds: () => number;
  /** For a role's thread. */
  readonly connect: () => ThreadEngine;
  readonly refusing: () => Refusal | undefined;
}

/** Wires this process, for one computer or for its part in a cluster, and listens. */
async function serve(context: Context): Promise<void> {
  const { config, env, logger, metrics, shutdown } = context;
  const lock = await lockDataFolder({ folder: config.dataFolder, version, clock });
  shutdown.add(() => lock.release());
  if (lock.migration !== undefined) logger.info(lock.migration, 'The data folder was brought to the format of this version.');
  const serverId = await readServerId(config.dataFolder);
  const proof = createServerProof();
  const { log, rebuilds, connect, refusing } =
    config.cluster === undefined ? await openComputer(context) : await openCluster(context, config.cluster, serverId);
  const http = config.roles.includes('http')
    ? await createHttpRole({
        ...{ log, config, logger, metrics, shutdown },
        ring: await readKeyRing(config, env),
        isAuthor: await readAuthorTokens(config, env),
        prove: proof.prove,
        refusing,
        assetsFolder: fileURLToPath(beside('../participant')),
        onEnded: (failure) => endAtOnce(context, failure.message),
      })
    : undefined;
  const threads = startThreads(context, connect);
  metrics.use({
    lags: () => threads.flatMap((thread) => thread.report().lags),
    rebuilds: () => threads.reduce((sum, thread) => sum + thread.report().rebuilds, rebuilds()),
  });
  await http?.caughtUp;
  if (shutdown.isRunning()) return;
  const app =
    http?.app ??
    buildOperatorApp({ metrics, prove: proof.prove, onBug: (error) => logger.error({ err: error }, 'A bug: please report it.') });
  await app.listen({ host: config.host, port: config.port });
  shutdown.add(() => Promise.all([http?.stopSockets(), closeApp(app)]));
  const url = await announce(app.server.address(), proof.key, context);
  if (config.cluster !== undefined) beat(context, { log, url, threads, serverId });
  logger.info({ url, dataFolder: config.dataFolder, roles: config.roles }, 'The ingest server listens.');
}

/** Requests under way are answered; whoever is slower than this, or has not even asked, is cut off. */
const longestGoodbyeMs = 3_000;

async function closeApp(app: FastifyInstance): Promise<void> {
  const limit = setTimeout(() => app.server.closeAllConnections(), longestGoodbyeMs);
  await app.close();
  clearTimeout(limit);
}

/** The same after every restart, so that desktops see one server and not many. */
function readServerId(folder: string): Promise<string> {
  return readOrCreateSecretFile(join(folder, 'server-id'), () => `${hostname()}-${randomBytes(4).toString('hex')}`);
}

async function openComputer(context: Context): Promise<Engine> {
  const { config, shutdown } = context;
  const log = await openEmbeddedLog({
    folder: config.dataFolder,
    plan: { votesPartitions: config.votesPartitions, resultsPartitions: 1 },
    writerThread: beside('./log-writer-thread.js'),
  });
  shutdown.add(() => log.stop());
  void log.writerEnded.then(() => endAtOnce(context, 'The thread that writes the log has ended.'));
  const refusal = watchRefusal(log.diagnose);
  shutdown.add(async () => refusal.stop());
  return { log, rebuilds: () => 0, connect: () => ({ kind: 'embedded', port: log.connect() }), refusing: refusal.current };
}

/** Whoever watches over this process starts it again. */
function endAtOnce({ logger, shutdown }: Context, reason: string): void {
  if (shutdown.isRunning()) return;
  logger.fatal(`${reason} The server stops, so that it can be started again; nothing that got 204 is lost.`);
  process.exitCode = 1;
  void shutdown.run();
}

async function openCluster({ config, env, logger, shutdown }: Context, cluster: ClusterConfig, serverId: string): Promise<Engine> {
  const { kafka, cassandra, replication, resultsPartitions, kafkaPasswordFile, cassandraPasswordFile } = cluster;
  const kafkaPassword = await readPassword('KPOLL_KAFKA_PASSWORD', kafkaPasswordFile, env);
  const cassandraPassword = await readPassword('KPOLL_CASSANDRA_PASSWORD', cassandraPasswordFile, env);
  const { votesPartitions } = config;
  const clientId = `kpoll-${serverId}`;
  const log = await openKafkaLog({
    ...{ settings: kafka, password: kafkaPassword, clientId, replication },
    plan: { votesPartitions, resultsPartitions },
    onWarning: (message) => logger.warn(message),
  });
  shutdown.add(() => log.stop());
  const passwords = { kafkaPassword, cassandraPassword };
  const engine = { kind: 'cluster', clientId, kafka, cassandra, replication, votesPartitions, resultsPartitions, ...passwords } as const;
  return { log, rebuilds: log.rebuilds, connect: () => engine, refusing: () => undefined };
}

function startThreads({ config, logger, metrics, shutdown }: Context, connect: () => ThreadEngine): readonly RoleThread[] {
  const tellFailure = createFailureLog({ logger, clock });
  const start = (role: RoleName) =>
    startRoleThread({
      file: beside(`./${role}-thread.js`),
      folder: config.dataFolder,
      besideHttp: config.roles.includes('http'),
      connect,
      onMessage(message) {
        if (message.kind === 'note') logger.info({ role }, message.text);
        else tellFailure(message.failure, { role });
      },
      onDeath(error) {
        metrics.threadRestarted(role);
        logger.error({ role, err: error }, `The ${role} thread died and is started again; it goes on from the log.`);
      },
    });
  const threads = config.roles.filter((role) => role !== 'http').map(start);
  shutdown.add(() => Promise.all(threads.map((thread) => thread.stop())));
  return threads;
}

/** Tells desktops on this computer where to find the server. */
async function announce(address: unknown, proofKey: string, { config: { host, dataFolder }, shutdown }: Context): Promise<string> {
  const port = typeof address === 'object' && address !== null && 'port' in address ? Number(address.port) : 0;
  const anyHost = host === '0.0.0.0' || host === '::';
  const url = `http://${anyHost ? '127.0.0.1' : host.includes(':') ? `[${host}]` : host}:${port}`;
  const file = join(dataFolder, 'server.json');
  // One that was left behind may be open to others.
  await rm(file, { force: true });
  await writeFile(file, `${JSON.stringify({ v: 1, pid: process.pid, url, host, port, proofKey, startedAt: clock() })}\n`, { mode: 0o600 });
  shutdown.add(() => rm(file, { force: true }));
  return url;
}

interface Beating {
  readonly log: EventLog;
  readonly url: string;
  readonly threads: readonly RoleThread[];
  readonly serverId: string;
}

/** Tells desktops of the cluster that this server takes part. */
function beat({ config, logger, shutdown }: Context, { log, url, threads, serverId }: Beating): void {
  const startedAt = clock();
  const heartbeat = startHeartbeat({
    log,
    status: () => ({
      ...{ id: serverId, version, startedAt, time: clock() },
      url: config.publicUrl ?? url,
      roles: config.roles,
      lags: threads.flatMap((thread) => thread.report().lags),
    }),
    onFailure: createFailureLog({ logger, clock }),
  });
  shutdown.add(() => heartbeat.stop());
}

async function main(): Promise<void> {
  // Ballots and keys lie in the data folder: what this process makes is for nobody else on this computer.
  process.umask(0o077);
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
    await serve({ config, env: process.env, logger: pino({ level: config.logLevel }), metrics: createMetrics(), shutdown });
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
