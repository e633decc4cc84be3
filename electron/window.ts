import type { WebContents } from 'electron';
import { BrowserWindow, screen, session } from 'electron';
import { calls, events } from '../core/contract/bridge.ts';
import type { Settings } from '../core/domain/settings.ts';
import type { SettingsStore } from '../main/settings/settings-store.ts';
import { contractArgument } from './contract-argument.ts';
import { isOwnPage, pageUrl } from './own-page.ts';

type Place = NonNullable<Settings['window']>;

export interface WindowOptions {
  readonly preload: string;
  readonly settings: SettingsStore;
  /** A link that a page wants to open outside. */
  readonly onLink: (url: string) => void;
  /** The window is about to close: true where it is to stay. */
  readonly onClose: (window: BrowserWindow) => boolean;
  /** Called before the page is loaded. */
  readonly onContents: (contents: WebContents) => void;
}

const defaultSize = { width: 1280, height: 860 };
const smallest = { minWidth: 480, minHeight: 480 };

/** Opens the window where it was last time, locked down: the page has the bridge and nothing else. */
export function openWindow({ preload, settings, onLink, onClose, onContents }: WindowOptions): BrowserWindow {
  const place = settings.read().window;
  const window = new BrowserWindow({
    ...(place !== null && isOnScreen(place) ? withoutMaximized(place) : defaultSize),
    ...smallest,
    show: false,
    title: 'Kpoll',
    autoHideMenuBar: true,
    webPreferences: {
      ...{ preload, contextIsolation: true, sandbox: true, nodeIntegration: false, webviewTag: false },
      additionalArguments: [contractArgument({ calls: Object.keys(calls), events: Object.keys(events) })],
    },
  });
  if (place?.maximized) window.maximize();
  window.once('ready-to-show', () => window.show());
  window.on('close', (event) => {
    if (onClose(window)) event.preventDefault();
    // The store has logged what went wrong; a forgotten place must not keep a window open.
    settings.write({ window: placeOf(window) }).catch(() => undefined);
  });
  confine(window.webContents, onLink);
  onContents(window.webContents);
  void window.loadURL(pageUrl);
  return window;
}

/** The one window of the program. */
export interface WindowKeeper {
  /** Brings it to the front: from behind others, the task bar or the tray; opens it where there is none. */
  show(): void;
  /** How it is opened; until that is known there is nothing to show. */
  openWith(open: () => void): void;
}

export function createWindowKeeper(): WindowKeeper {
  let open: () => void = () => undefined;
  return {
    show() {
      const [window] = BrowserWindow.getAllWindows();
      if (window === undefined) {
        open();
        return;
      }
      if (window.isMinimized()) window.restore();
      window.show();
      window.focus();
    },
    openWith(given) {
      open = given;
    },
  };
}

/** Resolves when every window has noted its place and is gone; a page that hangs is not waited for long. */
export async function closeWindows(patienceMs = 2000): Promise<void> {
  await Promise.all(BrowserWindow.getAllWindows().map((window) => closeWindow(window, patienceMs)));
}

async function closeWindow(window: Pick<BrowserWindow, 'once' | 'close' | 'destroy'>, patienceMs: number): Promise<void> {
  const closed = new Promise<void>((resolve) => {
    window.once('closed', resolve);
  });
  const timer = setTimeout(() => {
    window.destroy();
  }, patienceMs);
  window.close();
  await closed;
  clearTimeout(timer);
}

/** The presenter view fills the screen, and the join link can be copied. Camera, microphone, location and so on are asked for in vain. */
const grantedPermissions: readonly string[] = ['fullscreen', 'clipboard-sanitized-write'];

export function limitPermissions(): void {
  const isGranted = (contents: WebContents | null, permission: string) =>
    grantedPermissions.includes(permission) && contents !== null && isOwnPage(contents.getURL());
  session.defaultSession.setPermissionRequestHandler((contents, permission, respond) => respond(isGranted(contents, permission)));
  session.defaultSession.setPermissionCheckHandler(isGranted);
}

/** The page stays what it is: it goes nowhere and opens nothing. */
function confine(contents: WebContents, onLink: (url: string) => void): void {
  contents.on('will-navigate', (event, url) => {
    if (!isOwnPage(url)) event.preventDefault();
  });
  // An empty page is gone to without being asked for: it is left again at once.
  contents.on('did-navigate', (_event, url) => {
    if (!isOwnPage(url)) void contents.loadURL(pageUrl);
  });
  contents.on('will-attach-webview', (event) => event.preventDefault());
  // Left alone, Electron would pick the first device for the page.
  contents.on('select-bluetooth-device', (event, _devices, choose) => {
    event.preventDefault();
    choose('');
  });
  if (typeof contents.setWindowOpenHandler === 'function') {
    contents.setWindowOpenHandler(({ url }) => {
      onLink(url);
      return { action: 'deny' };
    });
  } else {
    denyWindowsTheOldWay(contents, onLink);
  }
}

/** Before Electron 12 there was only an event for it, which today's types no longer know. */
function denyWindowsTheOldWay(contents: NodeJS.EventEmitter, onLink: (url: string) => void): void {
  contents.on('new-window', (event: { preventDefault(): void }, url: string) => {
    event.preventDefault();
    onLink(url);
  });
}

function placeOf(window: BrowserWindow): Place {
  return { ...window.getNormalBounds(), maximized: window.isMaximized() };
}

function withoutMaximized({ x, y, width, height }: Place) {
  return { x, y, width, height };
}

/** The screen it was on may be gone: at least a piece one can take hold of must be visible. */
function isOnScreen({ x, y, width }: Place): boolean {
  const grip = 80;
  return screen.getAllDisplays().some(({ workArea: area }) => {
    const across = Math.min(x + width, area.x + area.width) - Math.max(x, area.x);
    return across >= grip && y >= area.y && y <= area.y + area.height - grip;
  });
}
