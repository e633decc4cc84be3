import type { MenuItemConstructorOptions } from 'electron';
import { EventEmitter } from 'node:events';

type OpenHandler = (details: { readonly url: string }) => { readonly action: string };

/** What the shell tells its page's contents to do, to be asked by tests. */
export class FakeContents extends EventEmitter {
  readonly id = 1;
  openHandler: OpenHandler | undefined;
  url = 'kpoll://app/index.html';
  readonly setWindowOpenHandler = (handler: OpenHandler) => void (this.openHandler = handler);
  readonly getURL = () => this.url;
  readonly isDestroyed = () => false;
  readonly send = () => undefined;
  loaded = '';
  readonly loadURL = async (url: string) => void (this.loaded = url);
}

export class FakeWindow extends EventEmitter {
  readonly webContents = new FakeContents();
  readonly options: { readonly webPreferences?: Readonly<Record<string, unknown>> };
  constructor(options: FakeWindow['options']) {
    super();
    this.options = options;
    opened.push(this);
  }
  readonly loadURL = this.webContents.loadURL;
  readonly maximize = () => undefined;
  readonly show = () => undefined;
}

/** Every window that was opened. */
export const opened: FakeWindow[] = [];

type IpcHandler = (event: unknown, args: unknown) => unknown;
export const ipcHandlers = new Map<string, IpcHandler>();

type Serve = (request: { readonly url: string }) => Promise<Response>;
type Ask = (contents: FakeContents | null, permission: string, respond: (granted: boolean) => void) => void;
type Check = (contents: FakeContents | null, permission: string) => boolean;

export const given: {
  schemes: readonly unknown[];
  serve: Serve | undefined;
  ask: Ask | undefined;
  check: Check | undefined;
  menu: readonly MenuItemConstructorOptions[];
} = { schemes: [], serve: undefined, ask: undefined, check: undefined, menu: [] };

/** As much of Electron as the shell uses; for `vi.mock('electron')`. */
export const fakeElectron = {
  BrowserWindow: FakeWindow,
  Menu: {
    buildFromTemplate: (template: readonly MenuItemConstructorOptions[]) => template,
    setApplicationMenu: (menu: readonly MenuItemConstructorOptions[]) => void (given.menu = menu),
  },
  screen: { getAllDisplays: () => [] },
  ipcMain: {
    handle: (channel: string, handler: IpcHandler) => void ipcHandlers.set(channel, handler),
    removeHandler: (channel: string) => void ipcHandlers.delete(channel),
  },
  protocol: {
    registerSchemesAsPrivileged: (schemes: readonly unknown[]) => void (given.schemes = schemes),
    handle: (_scheme: string, serve: Serve) => void (given.serve = serve),
  },
  session: {
    defaultSession: {
      setPermissionRequestHandler: (ask: Ask) => void (given.ask = ask),
      setPermissionCheckHandler: (check: Check) => void (given.check = check),
    },
  },
};
