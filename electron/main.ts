import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { app, dialog, powerMonitor, shell } from 'electron';
import { messageOf } from '../core/domain/failure.ts';
import { openCassandraHistoryReader } from '../engines/cassandra/cassandra-history-store.ts';
import { embeddedData } from '../engines/embedded/embedded-data.ts';
import { openEmbeddedLogReader } from '../engines/embedded/embedded-event-log.ts';
import { openEmbeddedHistoryReader } from '../engines/embedded/embedded-history-store.ts';
import { openKafkaLogReader } from '../engines/kafka/kafka-event-log.ts';
import { locateDataFolder, noteDataLocation } from '../main/data/data-location.ts';
import type { DesktopHost } from '../main/host/desktop-host.ts';
import { startHost } from '../main/host/start-host.ts';
import { createProgramLog } from '../main/logs/program-log.ts';
import type { Openings } from '../main/openings/openings.ts';
import { createOpenings } from '../main/openings/openings.ts';
import { withoutKpollVariables } from '../main/profiles/secrets-from-env.ts';
import type { ShellArguments } from '../main/shell-arguments.ts';
import { defaultDataFolder, parseShellArguments } from '../main/shell-arguments.ts';
import { registerAppScheme, serveApp } from './app-protocol.ts';
import { startBackground } from './background.ts';
import { bindBridge } from './bridge-main.ts';
import { takeDataCommand } from './data-command.ts';
import { takeOpenings } from './take-openings.ts';
import { createFileShell } from './file-shell.ts';
import { joinLinkOf } from './join-link.ts';
import { setMenu } from './menu.ts';
import type { Quitting } from './quitting.ts';
import { createQuitting } from './quitting.ts';
import { findSecretBox } from './secret-box.ts';
import { createUtilityServerStarter } from './server-process.ts';
import { findUpdater } from './updater.ts';
import type { WindowKeeper } from './window.ts';
import { closeWindows, createWindowKeeper, limitPermissions, openWindow } from './window.ts';

const clock = Date.now;
const beside = (path: string) => fileURLToPath(new URL(path, import.meta.url));
const say = (line: string) => void process.stdout.write(`${line}\n`);
const log = createProgramLog({ echo: (line) => void process.stderr.write(`${line}\n`), clock });
const { logger } = log;

type Stop = () => Promise<void> | void;

interface Program {
  readonly wish: ShellArguments;
  readonly stops: Stop[];
  readonly quitting: Quitting;
  readonly windows: WindowKeeper;
  readonly openings: Openings;
}

/** Wires the desktop for windows; everything that was opened is in `stops`, last first. */
async function serve({ wish, stops, quitting, windows, openings }: Program): Promise<void> {
  const opened = (stop: Stop) => void stops.unshift(stop);
  await log.openFile(wish.dataFolder);
  opened(() => log.stop());
  limitPermissions();
  serveApp(beside('../renderer'));

  const host = await startHost({
    ...{ dataFolder: wish.dataFolder, profileFile: wish.profileFile, env: process.env, box: await findSecretBox(), clock, logger },
    data: { engine: embeddedData, noteLocation: noteLocationFor(wish), restart: () => restart(quitting) },
    shell: createFileShell({ showWindow: windows.show }),
    thisComputer: {
      ...wish,
      startServer: createUtilityServerStarter({
        script: beside('../ingest-server/server.js'),
        env: withoutKpollVariables(process.env),
        onLine: log.takeServerLine,
      }),
      openLog: (folder) => openEmbeddedLogReader({ folder }),
      openHistory: (folder) => openEmbeddedHistoryReader({ folder }),
    },
    cluster: { openLog: openKafkaLogReader, openHistory: openCassandraHistoryReader },
    openings,
    updates: findUpdater({
      ...{ isPackaged: app.isPackaged, resources: process.resourcesPath, archive: app.getAppPath() },
      ...{ env: process.env, logger },
    }),
  });
  opened(() => host.stop());
  const bridge = bindBridge(host);
  opened(() => bridge.stop());

  const background = startBackground({ host, assets: beside('./assets'), showWindow: windows.show, logger });
  opened(() => background.stop());
  quitting.askFirst(background.mayQuit);

  windows.openWith(() => {
    openWindow({
      preload: beside('./preload.cjs'),
      settings: host.settings,
      onLink: (url) => openJoinLink(host, url),
      onClose: (window) => !quitting.isUnderWay() && background.keepsWindow(window),
      onContents: bridge.addWindow,
    });
  });
  setMenu({ onAction: (action) => host.tellHere('menu:chosen', { action }) });
  openings.onOffer(() => {
    windows.show();
    host.tellHere('opening:offered', {});
  });
  windows.show();
  app.on('activate', windows.show);
  // A start that fails is shown in the window, which tries again by itself.
  await host.firstUp.then(() => announce(host, wish)).catch((error: unknown) => logger.error('the start failed', { error }));
}

/** Whoever names the folder at every start moves it themselves. */
function noteLocationFor({ isDataNamed }: ShellArguments) {
  if (isDataNamed) return undefined;
  return (folder: string) => noteDataLocation(defaultDataFolder(process), folder, { clock, logger });
}

/** Whoever asked for it has agreed to what it means for votes. */
function restart(quitting: Quitting): void {
  app.relaunch();
  quitting.force();
}

async function announce(host: DesktopHost, wish: ShellArguments): Promise<void> {
  const [address] = host.joinAddresses();
  if (address !== undefined) say(`Join address: ${address.url}`);
  say(`Data folder: ${wish.dataFolder}`);
  if (wish.demo) await host.startDemo();
}

/** The only links out of the page lead to where participants vote. */
function openJoinLink(host: DesktopHost, url: string): void {
  const addresses = host.joinAddresses().map((address) => address.url);
  const link = joinLinkOf(url, addresses);
  if (link === undefined) return;
  shell.openExternal(link).catch((error: unknown) => logger.error('the link could not be opened', { error }));
}

async function stopAll(stops: Stop[]): Promise<void> {
  for (const stop of stops.splice(0)) await stop();
}

function wishOf(args: readonly string[]): ShellArguments {
  return parseShellArguments(args, {
    defaultDataFolder: () => locateDataFolder(defaultDataFolder(process)),
    allowUnknown: true,
  });
}

function main(): void {
  const args = process.argv.slice(1);
  if (takeDataCommand(args, { engine: embeddedData, locate: () => wishOf(args).dataFolder })) return;
  const wish = wishOf(args);
  // The browser's own files lie apart from the votes, and each data folder is one running program.
  app.setPath('userData', join(wish.dataFolder, 'window'));
  if (!app.requestSingleInstanceLock()) {
    app.quit();
    return;
  }
  const stops: Stop[] = [];
  registerAppScheme();
  const windows = createWindowKeeper();
  const openings = createOpenings();
  app.on('second-instance', windows.show);
  takeOpenings(openings, wish.others);
  app.on('window-all-closed', () => {
    if (process.platform !== 'darwin') app.quit();
  });
  const quitting = createQuitting({ closeWindows, stopAll: () => stopAll(stops), logger });
  app
    .whenReady()
    .then(() => {
      endWithoutAsking(quitting);
      return serve({ wish, stops, quitting, windows, openings });
    })
    .catch(failToStart);
}

/** Told by the system. Electron puts its own handlers over those that are there before it is ready, and its own only quit, which asks. */
function endWithoutAsking(quitting: Quitting): void {
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, quitting.force);
  powerMonitor.on('shutdown', quitting.force);
}

function failToStart(error: unknown): void {
  logger.error('Kpoll could not start', { error });
  dialog.showErrorBox('Kpoll could not start', messageOf(error));
  app.exit(1);
}

try {
  main();
} catch (error) {
  failToStart(error);
}
