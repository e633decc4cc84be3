import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import type { RequestOptions, Server } from 'node:http';
import { createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import electronUpdater from 'electron-updater';
import type { AppAdapter } from 'electron-updater/out/AppAdapter.js';
import httpExecutor from 'electron-updater/out/electronHttpExecutor.js';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { adaptUpdater, findUpdater } from '../../../electron/updater.ts';
import type { UpdateState } from '../../../core/contract/bridge-updates.ts';
import { defaultSettings } from '../../../core/domain/settings.ts';
import type { UpdateChannel } from '../../../main/updates/updater-port.ts';
import { createUpdates } from '../../../main/updates/updates.ts';
import { createSilentLogger } from '../main/silent-logger.ts';

/** Electron's network is not there; the rest of the updater is as it ships. */
class NodeHttpExecutor extends httpExecutor.ElectronHttpExecutor {
  override createRequest(options: RequestOptions, callback: (response: unknown) => void) {
    return request(options, callback) as unknown as ReturnType<httpExecutor.ElectronHttpExecutor['createRequest']>;
  }
}

const silentLogger = createSilentLogger();

const sum = (content: string) => createHash('sha512').update(content).digest('base64');

/** What a program of a version is here: it writes down that it was started, as a real one is after it was put in place. */
const programOf = (version: string) => `#!/bin/sh\necho "${version} $APPIMAGE_EXIT_AFTER_INSTALL" > "$(dirname "$0")/started"\n`;

describe.skipIf(process.platform !== 'linux')('the updater, asking a web server', () => {
  let folder: string;
  let server: Server;
  let quit: ((exitCode: number) => void)[];
  const files = new Map<string, string>();
  const seen: { readonly path: string; readonly staging: unknown }[] = [];
  const image = () => join(folder, 'Kpoll.AppImage');

  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'kpoll-updater-'));
    writeFileSync(image(), programOf('1.0.0'));
    chmodSync(image(), 0o755);
    process.env['APPIMAGE'] = image();
    files.clear();
    seen.length = 0;
    quit = [];
    server = createServer((asked, response) => {
      const path = (asked.url ?? '').replace(/\?.*$/, '');
      seen.push({ path, staging: asked.headers['x-user-staging-id'] });
      const content = files.get(path);
      response.writeHead(content === undefined ? 404 : 200).end(content);
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
  });
  afterEach(async () => {
    delete process.env['APPIMAGE'];
    if (server.listening) {
      server.closeAllConnections();
      await once(server.close(), 'close');
    }
    rmSync(folder, { recursive: true });
  });

  function publish(version: string, { channel = 'latest', content = programOf(version), sha512 = sum(content) } = {}): void {
    const file = `Kpoll-${version}.AppImage`;
    const suffix = process.arch === 'arm64' ? '-arm64' : '';
    const size = Buffer.byteLength(content);
    const news = {
      version,
      files: [{ url: file, sha512, size }],
      path: file,
      sha512,
      releaseNotes: '<p>Calmer</p>',
      releaseDate: '2026-11-01',
    };
    files.set(`/${channel}-linux${suffix}.yml`, JSON.stringify(news));
    files.set(`/${file}`, content);
  }

  function open({ version = '1.0.0', channel = 'stable' }: { readonly version?: string; readonly channel?: UpdateChannel } = {}) {
    const { port } = server.address() as AddressInfo;
    const config = join(folder, 'app-update.yml');
    writeFileSync(config, JSON.stringify({ provider: 'generic', url: `http://127.0.0.1:${port}`, updaterCacheDirName: 'kpoll-updater' }));
    const app: AppAdapter = {
      ...{
        version,
        name: 'kpoll',
        isPackaged: true,
        appUpdateConfigPath: config,
        userDataPath: folder,
        baseCachePath: join(folder, 'cache'),
      },
      ...{ whenReady: async () => undefined, relaunch: () => expect.unreachable(), quit: () => expect.unreachable() },
      onQuit: (handler) => void quit.push(handler),
    };
    const library = new electronUpdater.AppImageUpdater(null, app);
    Object.assign(library, { httpExecutor: new NodeHttpExecutor() });
    const settings = { read: () => ({ ...defaultSettings, updates: { automatic: false, channel } }) };
    const updates = createUpdates({
      source: { updater: adaptUpdater(library, silentLogger) },
      settings,
      clock: Date.now,
      logger: silentLogger,
    });
    return { updates, library };
  }

  async function download(updates: ReturnType<typeof open>['updates']): Promise<UpdateState> {
    updates.download();
    await expect.poll(() => updates.read().kind, { timeout: 30_000 }).not.toBe('downloading');
    return updates.read();
  }

  it('finds a version, fetches it when somebody agrees, and puts it in place when the program quits, not before', async () => {
    publish('1.1.0');
    const { updates, library } = open();
    expect(await updates.check()).toEqual({ kind: 'available', version: '1.1.0', notes: 'Calmer' });
    expect(library.autoDownload).toBe(false);
    expect(seen.map(({ path }) => path)).not.toContain('/Kpoll-1.1.0.AppImage');
    expect(await download(updates)).toMatchObject({ kind: 'ready', version: '1.1.0' });
    expect(readFileSync(image(), 'utf8')).toBe(programOf('1.0.0'));
    for (const handler of quit) handler(0);
    expect(readFileSync(image(), 'utf8')).toBe(programOf('1.1.0'));
    expect(readFileSync(join(folder, 'started'), 'utf8')).toBe('1.1.0 true\n');
  });

  it('tells nobody which computer asks', async () => {
    publish('1.1.0');
    const { updates } = open();
    await updates.check();
    await download(updates);
    expect(seen.length).toBeGreaterThan(1);
    expect(new Set(seen.map(({ staging }) => staging ?? ''))).toEqual(new Set(['']));
  });

  it('throws away what is not what was published', async () => {
    publish('1.1.0', { sha512: sum('something else') });
    const { updates } = open();
    await updates.check();
    expect(await download(updates)).toMatchObject({ kind: 'failed', message: expect.stringContaining('not what was published') as string });
    for (const handler of quit) handler(0);
    expect(readFileSync(image(), 'utf8')).toBe(programOf('1.0.0'));
    expect(existsSync(join(folder, 'started'))).toBe(false);
  });

  it('takes versions that are being tried only from the beta channel, and never goes back', async () => {
    publish('1.1.0');
    publish('1.2.0-beta.1', { channel: 'beta' });
    expect(await open({ channel: 'beta' }).updates.check()).toMatchObject({ kind: 'available', version: '1.2.0-beta.1' });
    expect(await open({ channel: 'stable' }).updates.check()).toMatchObject({ kind: 'available', version: '1.1.0' });
    expect(await open({ version: '1.1.0' }).updates.check()).toMatchObject({ kind: 'current' });
    expect(await open({ version: '1.2.0-beta.1' }).updates.check()).toMatchObject({ kind: 'current' });
    expect(await open({ version: '1.3.0', channel: 'beta' }).updates.check()).toMatchObject({ kind: 'current' });
  });

  it('says in a sentence that there is nothing, nobody, or nothing to be understood', async () => {
    const { updates } = open();
    expect(await updates.check()).toMatchObject({ message: expect.stringContaining('has no version for this computer') as string });
    const suffix = process.arch === 'arm64' ? '-arm64' : '';
    files.set(`/latest-linux${suffix}.yml`, '<html>Sign in to the hotel</html>: [');
    expect(await updates.check()).toMatchObject({ message: expect.stringContaining('has no version for this computer') as string });
    server.closeAllConnections();
    await once(server.close(), 'close');
    expect(await updates.check()).toMatchObject({ kind: 'failed', message: expect.stringContaining('cannot be reached') as string });
  });
});

describe('a program that does not update itself', () => {
  it('is told from its files, and loads nothing for it', () => {
    const resources = mkdtempSync(join(tmpdir(), 'kpoll-resources-'));
    writeFileSync(join(resources, 'package.json'), '{ "homepage": "https://kpoll.example" }');
    const find = (isPackaged: boolean) => findUpdater({ isPackaged, resources, archive: resources, env: {}, logger: silentLogger });
    expect(find(false)).toEqual({ off: expect.stringContaining('from its sources') as string });
    expect(find(true)).toEqual({ off: expect.not.stringContaining('.example') as string });
    rmSync(resources, { recursive: true });
  });
});
