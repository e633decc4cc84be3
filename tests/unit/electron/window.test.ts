import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { defaultSettings } from '../../../core/domain/settings.ts';
import { limitPermissions, openWindow } from '../../../electron/window.ts';
import type { SettingsStore } from '../../../main/settings/settings-store.ts';
import type { FakeWindow } from './fake-electron.ts';
import { FakeContents, given, opened } from './fake-electron.ts';

vi.mock('electron', async () => (await import('./fake-electron.ts')).fakeElectron);

const links: string[] = [];

const idle = { reload: async () => undefined, stop: async () => undefined };

function open(): FakeWindow {
  const settings: SettingsStore = { read: () => defaultSettings, write: async () => defaultSettings, ...idle };
  openWindow({
    preload: '/app/preload.cjs',
    settings,
    onLink: (url) => links.push(url),
    onClose: () => false,
    onContents: () => undefined,
  });
  const window = opened.at(-1);
  if (window === undefined) throw new Error('no window was opened');
  return window;
}

/** Whether the shell stopped what the event announces. */
function isStopped(contents: FakeContents, name: string, ...rest: readonly unknown[]): boolean {
  const event = { preventDefault: vi.fn() };
  contents.emit(name, event, ...rest);
  return event.preventDefault.mock.calls.length > 0;
}

beforeEach(() => {
  links.length = 0;
});

describe('a window', () => {
  it('has exactly the preferences that lock the page in', () => {
    // Whoever adds one must think about it here: webSecurity, allowRunningInsecureContent and the like are right as they are by default.
    expect(open().options.webPreferences).toEqual({
      preload: '/app/preload.cjs',
      contextIsolation: true,
      sandbox: true,
      nodeIntegration: false,
      webviewTag: false,
      additionalArguments: [expect.stringMatching(/^--kpoll-contract=/) as string],
    });
  });

  it('loads its own page over its own scheme', () => {
    expect(open().webContents.loaded).toBe('kpoll://app/index.html');
  });

  it.each(['https://example.org/', 'file:///etc/passwd', 'kpoll://other/index.html', 'data:text/html,x', 'about:blank'])(
    'does not go to %s',
    (url) => {
      expect(isStopped(open().webContents, 'will-navigate', url)).toBe(true);
    },
  );

  it('comes back from a page that it went to without asking', () => {
    const { webContents } = open();
    webContents.loaded = '';
    webContents.emit('did-navigate', {}, 'kpoll://app/index.html');
    expect(webContents.loaded).toBe('');
    webContents.emit('did-navigate', {}, 'about:blank');
    expect(webContents.loaded).toBe('kpoll://app/index.html');
  });

  it('may load its own page again', () => {
    expect(isStopped(open().webContents, 'will-navigate', 'kpoll://app/index.html#polls')).toBe(false);
  });

  it('opens no other window; what was wanted is told as a link', () => {
    const { webContents } = open();
    expect(webContents.openHandler?.({ url: 'https://example.org/' })).toEqual({ action: 'deny' });
    expect(links).toEqual(['https://example.org/']);
  });

  it('attaches no webview and chooses no Bluetooth device', () => {
    const { webContents } = open();
    expect(isStopped(webContents, 'will-attach-webview', {}, {})).toBe(true);
    const chosen: string[] = [];
    expect(isStopped(webContents, 'select-bluetooth-device', [{ deviceId: 'x' }], (id: string) => chosen.push(id))).toBe(true);
    expect(chosen).toEqual(['']);
  });
});

describe('permissions', () => {
  function granted(permission: string, contents: FakeContents | null): { readonly asked: boolean; readonly checked: boolean } {
    limitPermissions();
    let asked = true;
    given.ask?.(contents, permission, (answer) => (asked = answer));
    return { asked, checked: given.check?.(contents, permission) ?? true };
  }

  it.each(['media', 'geolocation', 'notifications', 'midi', 'clipboard-read', 'openExternal', 'hid', 'serial', 'usb', 'display-capture'])(
    'deny %s',
    (permission) => {
      expect(granted(permission, new FakeContents())).toEqual({ asked: false, checked: false });
    },
  );

  it.each(['fullscreen', 'clipboard-sanitized-write'])('grant %s to the own page, and to no other', (permission) => {
    expect(granted(permission, new FakeContents())).toEqual({ asked: true, checked: true });
    const foreign = new FakeContents();
    foreign.url = 'https://example.org/';
    expect(granted(permission, foreign)).toEqual({ asked: false, checked: false });
    expect(granted(permission, null)).toEqual({ asked: false, checked: false });
  });
});

describe('the sources of the shell', () => {
  const sources = readdirSync('electron')
    .filter((name) => name.endsWith('.ts'))
    .map((name) => ({ name, text: readFileSync(join('electron', name), 'utf8') }));
  const filesWith = (pattern: RegExp) => sources.filter(({ text }) => pattern.test(text)).map(({ name }) => name);

  it('open windows in one place, and views nowhere', () => {
    expect(filesWith(/new BrowserWindow\b/)).toEqual(['window.ts']);
    expect(filesWith(/\b(BrowserView|WebContentsView|BaseWindow)\b/)).toEqual([]);
  });

  it('name no preference that weakens the page, and load nothing from files or the web', () => {
    expect(
      filesWith(
        /webSecurity|allowRunningInsecureContent|experimentalFeatures|[bB]linkFeatures|nodeIntegrationIn|allowpopups|enableRemoteModule/,
      ),
    ).toEqual([]);
    expect(filesWith(/loadFile\(|loadURL\((?!pageUrl\))|['"`](file|https?):\/\//)).toEqual([]);
    expect(filesWith(/appendSwitch|openDevTools|bypassCSP/)).toEqual([]);
  });

  it('hand links to the operating system in one place', () => {
    expect(filesWith(/openExternal\(/)).toEqual(['main.ts']);
    expect(filesWith(/openPath\(/)).toEqual([]);
  });
});
