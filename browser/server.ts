import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { messageOf } from '../core/domain/failure.ts';
import { openCassandraHistoryReader } from '../engines/cassandra/cassandra-history-store.ts';
import { embeddedData } from '../engines/embedded/embedded-data.ts';
import { openEmbeddedLogReader } from '../engines/embedded/embedded-event-log.ts';
import { openEmbeddedHistoryReader } from '../engines/embedded/embedded-history-store.ts';
import { openKafkaLogReader } from '../engines/kafka/kafka-event-log.ts';
import { locateDataFolder } from '../main/data/data-location.ts';
import type { RunningHost } from '../main/host/start-host.ts';
import { startHost } from '../main/host/start-host.ts';
import type { Logger } from '../main/logger.ts';
import { createProgramLog } from '../main/logs/program-log.ts';
import { openBox } from '../main/profiles/secret-box.ts';
import { withoutKpollVariables } from '../main/profiles/secrets-from-env.ts';
import type { ShellArguments } from '../main/shell-arguments.ts';
import { browserReason } from '../main/updates/off-reason.ts';
import { defaultDataFolder, parseShellArguments } from '../main/shell-arguments.ts';
import { attachBridgeSocket } from './bridge-socket.ts';
import type { DashboardServer } from './dashboard-server.ts';
import { startDashboardServer } from './dashboard-server.ts';
import { createDownloadShell } from './download-shell.ts';
import { openLink } from './open-link.ts';
import type { PublicAccess } from './public-access.ts';
import { readPublicAccess } from './public-access.ts';
import { createNodeServerStarter } from './server-process.ts';

const clock = Date.now;
const beside = (path: string) => fileURLToPath(new URL(path, import.meta.url));
const say = (line: string) => void process.stdout.write(`${line}\n`);

const lingerMs = 2_000;

type Stop = () => Promise<void>;

/** Wires the desktop for a browser tab; everything that was opened is in `stops`, last first. */
async function serve(wish: ShellArguments, stops: Stop[]): Promise<void> {
  const opened = (stop: Stop) => void stops.unshift(stop);
  const log = createProgramLog({ echo: (line) => process.stderr.write(`${line}\n`), clock });
  const { logger } = log;
  await log.openFile(wish.dataFolder);
  opened(() => log.stop());
  const env = withoutKpollVariables(process.env);
  const access = await readPublicAccess(wish.dashboard, process.env);

  const reportFolder = await mkdtemp(join(tmpdir(), 'kpoll-reports-'));
  opened(() => rm(reportFolder, { recursive: true, force: true }));
  const host = await startHost({
    ...{ dataFolder: wish.dataFolder, profileFile: wish.profileFile, env: process.env, box: openBox, clock, logger },
    data: { engine: embeddedData, noteLocation: undefined, restart: undefined },
    shell: createDownloadShell({ version: await readVersion(), reportFolder }),
    thisComputer: {
      ...wish,
      startServer: createNodeServerStarter({ script: beside('../ingest-server/server.js'), env, onLine: log.takeServerLine }),
      openLog: (folder) => openEmbeddedLogReader({ folder }),
      openHistory: (folder) => openEmbeddedHistoryReader({ folder }),
    },
    cluster: { openLog: openKafkaLogReader, openHistory: openCassandraHistoryReader },
    updates: { off: browserReason },
  });
  opened(() => host.stop());
  // On this computer nothing can be done without the server; any other place may come into reach later.
  if (host.profiles.active().kind === 'this-computer') await host.firstUp;

  const dashboards = [await openDashboard({ host, logger, opened, port: access === undefined ? wish.dashboardPort : 0 })];
  if (access !== undefined) dashboards.push(await openDashboard({ host, logger, opened, port: wish.dashboardPort, access }));
  const [local, remote] = dashboards;

  say(`Dashboard: ${local?.link ?? ''}`);
  if (remote !== undefined) say(`For other computers: ${remote.link}`);
  const [address] = host.joinAddresses();
  if (address !== undefined) say(`Join address: ${address.url}`);
  say(`Data folder: ${wish.dataFolder}`);
  if (wish.open && local !== undefined) openLink(local.link, env);
  if (!wish.demo) return;
  // A place that is not within reach yet is no reason to end: the page shows why there is no demo.
  await host.firstUp.then(() => host.startDemo()).catch((error: unknown) => logger.error('the demo was not started', { error }));
}

interface OpenDashboard {
  readonly host: RunningHost;
  readonly logger: Logger;
  readonly opened: (stop: Stop) => void;
  readonly port: number;
  readonly access?: PublicAccess;
}

async function openDashboard({ host, opened, ...options }: OpenDashboard): Promise<DashboardServer> {
  const dashboard = await startDashboardServer({
    ...options,
    rendererFolder: beside('../renderer'),
    clientScript: beside('./client.js'),
    findReport: (jobId) => host.findReport(jobId),
  });
  opened(() => dashboard.stop());
  const bridge = attachBridgeSocket(dashboard, host);
  opened(() => bridge.stop());
  return dashboard;
}

async function readVersion(): Promise<string> {
  const text = JSON.parse(await readFile(beside('../../package.json'), 'utf8')) as unknown;
  return typeof text === 'object' && text !== null && 'version' in text ? String(text.version) : 'unknown';
}

async function main(): Promise<void> {
  const wish = parseShellArguments(process.argv.slice(2), {
    defaultDataFolder: () => locateDataFolder(defaultDataFolder(process)),
    allowUnknown: false,
  });
  const stops: Stop[] = [];
  let stopping: Promise<void> | undefined;
  const stopAll = async () => {
    for (const stop of stops.splice(0)) await stop();
  };
  // A connection that was left to itself must not keep the program alive.
  const stop = () =>
    void (stopping ??= stopAll()
      .catch(fail)
      .finally(() => setTimeout(() => process.exit(), lingerMs).unref()));
  process.once('SIGINT', stop);
  process.once('SIGTERM', stop);
  try {
    await serve(wish, stops);
    // Told to stop in the middle of starting: what was opened since must go too.
    if (stopping !== undefined) await stopping.then(stopAll);
  } catch (error) {
    // Being told to stop while starting is no failure.
    if (stopping === undefined) fail(error);
    await (stopping ??= stopAll());
  }
}

function fail(error: unknown): void {
  process.stderr.write(`${messageOf(error)}\n`);
  process.exitCode = 1;
}

main().catch(fail);
