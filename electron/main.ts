import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { app, BrowserWindow, dialog, shell } from 'electron';
import { messageOf } from '../core/domain/failure.ts';
import { openEmbeddedLogReader } from '../engines/embedded/embedded-event-log.ts';
import { openEmbeddedHistoryReader } from '../engines/embedded/embedded-history-store.ts';
import type { Connection } from '../main/connection/connection.ts';
import { connectThisComputer } from '../main/connection/this-computer.ts';
import type { Desktop } from '../main/desktop.ts';
import { startDesktop } from '../main/desktop.ts';
import { createLineLogger } from '../main/logger.ts';
import { openSettingsStore } from '../main/settings/settings-store.ts';
import type { ShellArguments } from '../main/shell-arguments.ts';
import { defaultDataFolder, parseShellArguments } from '../main/shell-arguments.ts';
import { registerAppScheme, serveApp } from './app-protocol.ts';
import { bindBridge } from './bridge-main.ts';
import { createFileShell } from './file-shell.ts';
import { setMenu } from './menu.ts';
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
  setMenu();
  serveApp(beside('../renderer'));

  const settings = await openSettingsStore({ file: join(wish.dataFolder, 'settings.json'), clock, logger });
  opened(() => settings.stop());
  const connection = connectThisComputer({
    ...wish,
    startServer: createUtilityServerStarter(beside('../ingest-server/server.js')),
    openLog: (folder) => openEmbeddedLogReader({ folder }),
    openHistory: (folder) => openEmbeddedHistoryReader({ folder }),
    logger,
  });
  opened(() => connection.stop());
  const desktop = startDesktop({ connection, settings, shell: createFileShell(), clock, logger });
  opened(() => desktop.stop());
  const bridge = bindBridge(desktop);
  opened(() => bridge.stop());

  const show = () => {
    openWindow({
      preload: beside('./preload.cjs'),
      settings,
      onLink: (url) => openJoinLink(connection, url),
      onContents: bridge.addWindow,
    });
  };
  show();
  app.on('activate', () => {
    if (BrowserWindow.getAllWindows().length === 0) show();
  });
  // A start that fails is shown in the window, which tries again by itself.
  await connection.firstUp
    .then(() => announce(connection, desktop, wish))
    .catch((error: unknown) => logger.error('the start failed', { error }));
}

async function announce(connection: Connection, desktop: Desktop, wish: ShellArguments): Promise<void> {
  say(`Join address: ${connection.joinAddresses()[0]?.url ?? connection.serverUrl()}`);
  say(`Data folder: ${wish.dataFolder}`);
  if (wish.demo) await desktop.startDemo();
}

/** The only links out of the page lead to where participants vote. */
function openJoinLink(connection: Connection, url: string): void {
  if (connection.joinAddresses().some((address) => url === address.url || url.startsWith(`${address.url}/`))) void shell.openExternal(url);
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
