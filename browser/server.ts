import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { messageOf } from '../core/domain/failure.ts';
import { openEmbeddedLogReader } from '../engines/embedded/embedded-event-log.ts';
import { openEmbeddedHistoryReader } from '../engines/embedded/embedded-history-store.ts';
import { connectThisComputer } from '../main/connection/this-computer.ts';
import { startDesktop } from '../main/desktop.ts';
import { createLineLogger } from '../main/logger.ts';
import { openSettingsStore } from '../main/settings/settings-store.ts';
import type { ShellArguments } from '../main/shell-arguments.ts';
import { defaultDataFolder, parseShellArguments } from '../main/shell-arguments.ts';
import { attachBridgeSocket } from './bridge-socket.ts';
import { startDashboardServer } from './dashboard-server.ts';
import { createDownloadShell } from './download-shell.ts';
import { openLink } from './open-link.ts';
import { createNodeServerStarter } from './server-process.ts';

const clock = Date.now;
const beside = (path: string) => fileURLToPath(new URL(path, import.meta.url));
const say = (line: string) => void process.stdout.write(`${line}\n`);

type Stop = () => Promise<void>;

/** Wires the desktop for a browser tab; everything that was opened is in `stops`, last first. */
async function serve(wish: ShellArguments, stops: Stop[]): Promise<void> {
  const logger = createLineLogger((line) => process.stderr.write(`${line}\n`));
  const opened = (stop: Stop) => void stops.unshift(stop);

  const connection = connectThisComputer({
    ...wish,
    startServer: createNodeServerStarter(beside('../ingest-server/server.js')),
    openLog: (folder) => openEmbeddedLogReader({ folder }),
    openHistory: (folder) => openEmbeddedHistoryReader({ folder }),
    logger,
  });
  opened(() => connection.stop());
  await connection.firstUp;

  const settings = await openSettingsStore({ file: join(wish.dataFolder, 'settings.json'), clock, logger });
  opened(() => settings.stop());
  const reportFolder = await mkdtemp(join(tmpdir(), 'kpoll-reports-'));
  opened(() => rm(reportFolder, { recursive: true, force: true }));
  const shell = createDownloadShell({ version: await readVersion(), reportFolder });
  const desktop = startDesktop({ connection, settings, shell, clock, logger });
  opened(() => desktop.stop());

  const dashboard = await startDashboardServer({
    port: wish.dashboardPort,
    rendererFolder: beside('../renderer'),
    clientScript: beside('./client.js'),
    findReport: (jobId) => desktop.findReport(jobId),
    logger,
  });
  opened(() => dashboard.stop());
  const bridge = attachBridgeSocket(dashboard, desktop);
  opened(() => bridge.stop());

  say(`Dashboard: ${dashboard.link}`);
  say(`Join address: ${connection.joinAddresses()[0]?.url ?? connection.serverUrl()}`);
  say(`Data folder: ${wish.dataFolder}`);
  if (wish.open) openLink(dashboard.link);
  if (wish.demo) await desktop.startDemo();
}

async function readVersion(): Promise<string> {
  const text = JSON.parse(await readFile(beside('../../package.json'), 'utf8')) as unknown;
  return typeof text === 'object' && text !== null && 'version' in text ? String(text.version) : 'unknown';
}

async function main(): Promise<void> {
  const wish = parseShellArguments(process.argv.slice(2), { defaultDataFolder: defaultDataFolder(process), allowUnknown: false });
  const stops: Stop[] = [];
  let stopping: Promise<void> | undefined;
  const stopAll = async () => {
    for (const stop of stops.splice(0)) await stop();
  };
  const stop = () => void (stopping ??= stopAll().catch(fail));
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
