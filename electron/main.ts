import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { app, BrowserWindow, dialog, shell } from 'electron';
import { messageOf } from '../core/domain/failure.ts';
import { openCassandraHistoryReader } from '../engines/cassandra/cassandra-history-store.ts';
import { openEmbeddedLogReader } from '../engines/embedded/embedded-event-log.ts';
import { openEmbeddedHistoryReader } from '../engines/embedded/embedded-history-store.ts';
import { openKafkaLogReader } from '../engines/kafka/kafka-event-log.ts';
import type { DesktopHost } from '../main/host/desktop-host.ts';
import { startHost } from '../main/host/start-host.ts';
import { createLineLogger } from '../main/logger.ts';
import { withoutKpollVariables } from '../main/profiles/secrets-from-env.ts';
import type { ShellArguments } from '../main/shell-arguments.ts';
import { defaultDataFolder, parseShellArguments } from '../main/shell-arguments.ts';
import { registerAppScheme, serveApp } from './app-protocol.ts';
import { bindBridge } from './bridge-main.ts';
import { createFileShell } from './file-shell.ts';
import { joinLinkOf } from './join-link.ts';
import { setMenu } from './menu.ts';
import { findSecretBox } from './secret-box.ts';
import { createUtilityServerStarter } from './server-process.ts';
import { closeWindows, limitPermissions, openWindow } from './window.ts';

const clock = Date.now;
const beside = (path: string) => fileURLToPath(new URL(path, import.meta.url));
const say = (line: string) => void process.stdout.write(`${line}\n`);
const logger = createLineLogger((line) => void process.stderr.write(`${line}\n`));

type Stop = () => Promise<void> | void;

/** Wires the desktop for windows; everything that was opened is in `stops`, last first. */
async function serve(wish: ShellArguments, stops: Stop[]): Promise<void> {
  const opened = (stop: Stop) => void stops.unshift(stop);
  limitPermissions();
  serveApp(beside('../renderer'));

  const host = await startHost({
    ...{ dataFolder: wish.dataFolder, profileFile: wish.profileFile, env: process.env, box: await findSecretBox(), clock, logger },
    shell: createFileShell({ showWindow: showRunningWindow }),
    thisComputer: {
      ...wish,
      startServer: createUtilityServerStarter(beside('../ingest-server/server.js'), withoutKpollVariables(process.env)),
      openLog: (folder) => openEmbeddedLogReader({ folder }),
      openHistory: (folder) => openEmbeddedHistoryReader({ folder }),
    },
    cluster: { openLog: openKafkaLogReader, openHistory: openCassandraHistoryReader },
  });
  opened(() => host.stop());
  const bridge = bindBridge(host);
  opened(() => bridge.stop());

  const show = () => {
    openWindow({
      preload: beside('./preload.cjs'),
      settings: host.settings,
      onLink: (url) => openJoinLink(host, url),
      onContents: bridge.addWindow,
    });
  };
  setMenu({ onAction: (action) => host.tellHere('menu:chosen', { action }) });
  show();
  app.on('activate', () => {
    if (BrowserWindow.getAllWindows().length === 0) show();
  });
  // A start that fails is shown in the window, which tries again by itself.
  await host.firstUp.then(() => announce(host, wish)).catch((error: unknown) => logger.error('the start failed', { error }));
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

function showRunningWindow(): void {
  const [window] = BrowserWindow.getAllWindows();
  if (window?.isMinimized()) window.restore();
  window?.focus();
}

/** Everything is stopped in reverse order before the program ends, so that the server can close its files. */
function stopBeforeQuit(stops: Stop[]): void {
  let state: 'running' | 'stopping' | 'stopped' = 'running';
  app.on('before-quit', (event) => {
    if (state === 'stopped') return;
    event.preventDefault();
    if (state === 'stopping') return;
    state = 'stopping';
    closeWindows()
      .then(() => stopAll(stops))
      .catch((error: unknown) => {
        logger.error('stopping failed', { error });
      })
      .finally(() => {
        state = 'stopped';
        app.quit();
      });
  });
}

async function stopAll(stops: Stop[]): Promise<void> {
  for (const stop of stops.splice(0)) await stop();
}

function main(): void {
  const wish = parseShellArguments(process.argv.slice(1), { defaultDataFolder: defaultDataFolder(process), allowUnknown: true });
  // The browser's own files lie apart from the votes, and each data folder is one running program.
  app.setPath('userData', join(wish.dataFolder, 'window'));
  if (!app.requestSingleInstanceLock()) {
    app.quit();
    return;
  }
  const stops: Stop[] = [];
  registerAppScheme();
  app.on('second-instance', showRunningWindow);
  app.on('window-all-closed', () => {
    if (process.platform !== 'darwin') app.quit();
  });
  stopBeforeQuit(stops);
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => app.quit());
  app
    .whenReady()
    .then(() => serve(wish, stops))
    .catch(failToStart);
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
