import type { ElectronApplication } from '@playwright/test';
import { expect } from '@playwright/test';
import { resolve } from 'node:path';
import type { Bridge } from '../../core/contract/bridge.ts';
import { test, windowOf } from './electron-window.ts';

test('the page has the bridge and nothing of Node or Electron', async ({ open }) => {
  const { page } = await open();
  const seen = await page.evaluate(async () => {
    const bridge = (window as unknown as { kpoll: Bridge }).kpoll;
    const unknown = await bridge.call('no:such' as 'app:info', undefined);
    const wrong = await bridge.call('results:watch', { pollIds: 'x' });
    let event = 'taken';
    try {
      bridge.on('no:such' as 'feed:changed', () => undefined);
    } catch {
      event = 'refused';
    }
    const globals = ['require', 'process', 'module', 'Buffer', 'global'].filter((name) => name in window);
    return { keys: Object.keys(bridge).sort(), globals, unknown, wrong, event };
  });
  expect(seen).toMatchObject({ keys: ['call', 'on'], globals: [], event: 'refused' });
  expect(seen.unknown).toMatchObject({ ok: false, code: 'invalid-request' });
  expect(seen.wrong).toMatchObject({ ok: false, code: 'invalid-request' });
});

// Opening windows is not tried: in this old version the page waits for ever for a window that was denied.
test('the page goes nowhere, runs no foreign script and gets no permission', async ({ open, server }) => {
  const { app, page } = await open();
  const tried = await page.evaluate(async (url) => {
    location.href = url;
    const script = document.createElement('script');
    script.textContent = 'window.injected = true';
    document.body.append(script);
    const fetched = await fetch(url).then(
      () => 'answered',
      () => 'refused',
    );
    return { fetched, injected: 'injected' in window, notifications: await Notification.requestPermission() };
  }, server.url);
  expect(tried).toEqual({ fetched: 'refused', injected: false, notifications: 'denied' });
  expect((await windowOf(app)).map(({ url }) => url)).toEqual(['kpoll://app/index.html']);
});

test('the page runs with the locks that it was given', async ({ open }) => {
  const { app } = await open();
  const preferences = await app.evaluate(({ BrowserWindow }) => {
    const contents = BrowserWindow.getAllWindows()[0]?.webContents as unknown as { getLastWebPreferences(): Record<string, unknown> };
    return contents.getLastWebPreferences();
  });
  expect(preferences).toMatchObject({ contextIsolation: true, sandbox: true, nodeIntegration: false, webviewTag: false });
  const weakening = ['nodeIntegrationInWorker', 'nodeIntegrationInSubFrames', 'allowRunningInsecureContent', 'experimentalFeatures'];
  for (const name of weakening) expect({ [name]: preferences[name] ?? false }).toEqual({ [name]: false });
  expect(preferences['webSecurity'] ?? true).toBe(true);
  expect(preferences['enableBlinkFeatures'] ?? '').toBe('');
});

test('the policy comes with the page and stops everything that is inline or foreign', async ({ open, server }) => {
  const { page } = await open();
  const loaded = await page.evaluate(async () => ({
    policy: (await fetch(location.href)).headers.get('content-security-policy'),
    from: [...document.querySelectorAll<HTMLScriptElement>('script')].map(({ src }) => src),
  }));
  expect(loaded.policy).toMatch(/^default-src 'none'; script-src 'self'; /);
  expect(loaded.from.length).toBeGreaterThan(0);
  expect(loaded.from.filter((src) => !src.startsWith('kpoll://app/'))).toEqual([]);

  const stopped = await page.evaluate(
    async ({ url, policy }) => {
      const violated = new Set<string>();
      // The page itself brings a second policy, which would hide that the one it is delivered with does not hold.
      document.addEventListener('securitypolicyviolation', ({ effectiveDirective, blockedURI, originalPolicy }) => {
        if (originalPolicy === policy) violated.add(`${effectiveDirective} ${blockedURI.split(':')[0] ?? ''}`);
      });
      const add = (tag: string, attributes: Readonly<Record<string, string>>, text = '') => {
        const element = Object.assign(document.createElement(tag), { textContent: text });
        for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
        document.body.append(element);
        return element;
      };
      add('script', {}, 'window.ranInline = true');
      add('script', { src: `${url}/assets/page.js` });
      add('style', {}, 'body { outline: 1px solid red }');
      add('img', { src: `${url}/favicon.ico` });
      add('iframe', { src: url });
      add('object', { data: url });
      add('base', { href: url });
      add('link', { rel: 'manifest', href: `${url}/manifest.json` });
      const form = add('form', { action: `${url}/p/K7Q2`, method: 'post' }) as HTMLFormElement;
      form.submit();
      new WebSocket(`${url.replace('http', 'ws')}/ws?poll=x`);
      await fetch(url).catch(() => undefined);
      // Evaluated by the page itself: what a test evaluates directly is exempt.
      const evaluated = await new Promise<string>((done) => {
        setTimeout(() => {
          try {
            done(String((0, eval)('1 + 1')));
          } catch (error) {
            done(error instanceof EvalError ? 'refused' : String(error));
          }
        });
      });
      const inline = ['script-src-elem inline', 'style-src-elem inline', 'script-src eval'];
      const loading = ['script-src-elem', 'img-src', 'frame-src', 'object-src', 'connect-src'].map((name) => `${name} http`);
      const wanted = [...inline, ...loading, 'connect-src ws', 'base-uri http', 'form-action http'];
      const limit = Date.now() + 15_000;
      while (wanted.some((name) => !violated.has(name)) && Date.now() < limit) await new Promise((next) => setTimeout(next, 20));
      return { missing: wanted.filter((name) => !violated.has(name)), evaluated, ranInline: 'ranInline' in window };
    },
    { url: server.url, policy: loaded.policy },
  );
  expect(stopped).toEqual({ missing: [], evaluated: 'refused', ranInline: false });
});

test('the page leads nowhere, has no web views, and its frames have no bridge', async ({ open }) => {
  const { app, page } = await open();
  for (const url of ['file:///etc/hostname', 'kpoll://other/index.html', 'kpoll://app/nothing.html', 'data:text/html,hello'])
    await page.evaluate((target) => void (location.href = target), url);
  const inside = await page.evaluate(() => {
    const view = document.createElement('webview');
    view.setAttribute('src', 'https://example.org/');
    const frame = document.createElement('iframe');
    document.body.append(view, frame);
    return { isView: 'getURL' in view, bridgeInFrame: frame.contentWindow !== null && 'kpoll' in frame.contentWindow };
  });
  expect(inside).toEqual({ isView: false, bridgeInFrame: false });
  expect((await windowOf(app)).map(({ url }) => url)).toEqual(['kpoll://app/index.html']);
  const kinds = await app.evaluate(({ webContents }) => webContents.getAllWebContents().map((contents) => contents.getType()));
  expect(kinds).toEqual(['window']);
});

test('the page comes back from an empty page', async ({ open }) => {
  const { app, page } = await open();
  await page.evaluate(() => {
    Object.assign(window, { before: true });
    location.href = 'about:blank';
  });
  await page.waitForFunction(() => !('before' in window) && location.href === 'kpoll://app/index.html');
  await expect.poll(async () => (await windowOf(app)).map(({ url }) => url)).toEqual(['kpoll://app/index.html']);
  await page.getByRole('button', { name: 'New poll' }).first().waitFor();
});

test('the page gets no camera, no place, no instruments', async ({ open }) => {
  const { page } = await open();
  const told = await page.evaluate(async () => {
    const place = await new Promise<number>((done) => {
      navigator.geolocation.getCurrentPosition(
        () => done(0),
        ({ code }) => done(code),
      );
    });
    const nameOf = (error: unknown) => (error instanceof DOMException ? error.name : String(error));
    const camera = await navigator.mediaDevices.getUserMedia({ video: true, audio: true }).then(() => 'given', nameOf);
    const instruments = await navigator.requestMIDIAccess({ sysex: true }).then(() => 'given', nameOf);
    return { place, camera, instruments };
  });
  expect(told).toEqual({ place: 1, camera: 'NotAllowedError', instruments: 'SecurityError' });
});

/** What the operating system is asked to open from now on; nothing is really opened. */
async function watchLinks(app: ElectronApplication): Promise<() => Promise<readonly string[]>> {
  await app.evaluate(({ shell }) => {
    const links: string[] = [];
    Object.assign(globalThis, { links });
    shell.openExternal = async (url) => void links.push(url);
  });
  return () => app.evaluate(() => (globalThis as unknown as { links: string[] }).links);
}

// Clicked, and not waited for: in this old version a page that opens a window itself waits for ever for one that was denied.
test('a link opens outside, where it leads to where participants vote, and never in a window', async ({ open, server }) => {
  const { app, page } = await open();
  const linksOpened = await watchLinks(app);
  const port = Number(new URL(server.url).port);
  const wanted = [
    'https://example.org/',
    'file:///etc/hostname',
    `http://127.0.0.1:${port === 65_535 ? 1 : port + 1}/`,
    `${server.url}/p/K7Q2`,
  ];
  for (const [index, url] of wanted.entries()) {
    await page.evaluate(
      ({ href, id }) => {
        const link = Object.assign(document.createElement('a'), { href, id, target: '_blank', rel: 'noreferrer', textContent: 'link' });
        document.body.prepend(link);
      },
      { href: url, id: `link-${index}` },
    );
    await page.evaluate((id) => document.getElementById(id)?.click(), `link-${index}`);
  }
  await expect.poll(linksOpened).toEqual([`${server.url}/p/K7Q2`]);
  expect(await windowOf(app)).toHaveLength(1);
});

test('a foreign page gets no answer, even with our preload in it', async ({ open }) => {
  const { app } = await open();
  const told = await app.evaluate(async ({ BrowserWindow }, preload) => {
    const additionalArguments = [`--kpoll-contract=${JSON.stringify({ calls: ['settings:read'], events: [] })}`];
    const window = new BrowserWindow({
      show: false,
      webPreferences: { preload, contextIsolation: true, sandbox: true, additionalArguments },
    });
    await window.loadURL('data:text/html,<title>foreign</title>');
    const ask = `kpoll.call('settings:read').then((answer) => JSON.stringify(answer), (error) => 'refused: ' + error.message)`;
    const answer: unknown = await window.webContents.executeJavaScript(ask);
    window.destroy();
    return String(answer);
  }, resolve('out/test-electron/electron/preload.cjs'));
  expect(told).toMatch(/^refused: .*This page may not call Kpoll\./);
});
