import { expect, test } from '@playwright/test';
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { extractAll, listPackage } from '@electron/asar';
import { FuseV1Options, getCurrentFuseWire } from '@electron/fuses';
import { makeFolder, openPoll, startIngest, vote } from '../integration/ingest-process.ts';
import { makeElectronStub } from './electron-stub.ts';

/** The package as it ships for today's Electron, which is stood in for by a folder with its fuses. */
test.describe('packed for the Electron of today', () => {
  const scratch = mkdtempSync(join(tmpdir(), 'kpoll-today-'));
  const program = join(scratch, 'dist/linux-unpacked');
  const archive = join(program, 'resources/app.asar');

  test.beforeAll(async () => {
    const dist = join(scratch, 'electron');
    await makeElectronStub(dist);
    const { version } = JSON.parse(readFileSync('node_modules/electron/package.json', 'utf8')) as { version: string };
    const args = [
      'build/package.mjs',
      '--target',
      'dir',
      '--output',
      join(scratch, 'dist'),
      '--electron-dist',
      dist,
      '--electron-version',
      version,
    ];
    const { KPOLL_UPDATE_OWNER: _owner, KPOLL_UPDATE_REPO: _repo, KPOLL_UPDATE_URL: _url, ...env } = process.env;
    const said = execFileSync(process.execPath, args, { encoding: 'utf8', env, stdio: ['ignore', 'pipe', 'pipe'] });
    expect(said).toContain('NO update source');
  });

  test.afterAll(() => {
    rmSync(scratch, { recursive: true, force: true });
  });

  test('its fuses are as the configuration wants them', async () => {
    const wire: object = await getCurrentFuseWire(join(program, 'kpoll'));
    const isOn = (fuse: FuseV1Options) => Reflect.get(wire, fuse) === '1'.charCodeAt(0);
    const isOff = (fuse: FuseV1Options) => Reflect.get(wire, fuse) === '0'.charCodeAt(0);
    const forbidden = [
      FuseV1Options.RunAsNode,
      FuseV1Options.EnableNodeOptionsEnvironmentVariable,
      FuseV1Options.EnableNodeCliInspectArguments,
      FuseV1Options.GrantFileProtocolExtraPrivileges,
    ];
    expect(forbidden.filter((fuse) => !isOff(fuse))).toEqual([]);
    expect([FuseV1Options.OnlyLoadAppFromAsar, FuseV1Options.EnableCookieEncryption].filter((fuse) => !isOn(fuse))).toEqual([]);
  });

  test('it holds the bundles of today and what they need, and is no larger than it must be', () => {
    const inside = listPackage(archive, { isPack: false });
    const shell = ['/out/electron/main.cjs', '/out/electron/preload.cjs', '/out/electron/assets/tray.png', '/out/renderer/index.html'];
    expect(inside).toEqual(
      expect.arrayContaining([...shell, '/out/ingest-server/server.js', '/node_modules/electron-updater/package.json']),
    );
    expect(inside.filter((path) => /test-electron|^\/out\/(commands|browser)|\.map$/.test(path))).toEqual([]);
    expect(statSync(archive).size).toBeLessThan(40_000_000);
    expect(readdirSync(`${archive}.unpacked/node_modules/@libsql`)).toEqual(['linux-x64-gnu']);
    expect(readdirSync(join(program, 'locales'))).toEqual(['en-US.pak']);
    for (const path of ['version', 'resources/default_app.asar', 'resources/app-update.yml'])
      expect(existsSync(join(program, path))).toBe(false);
  });

  test('the server in it needs nothing from outside the package', async () => {
    const app = join(scratch, 'app');
    extractAll(archive, app);
    const { folder, remove } = makeFolder();
    const server = await startIngest(folder, [], undefined, join(app, 'out/ingest-server/server.js'));
    try {
      const poll = await openPoll(server, { question: 'Is it whole?', options: ['Yes', 'No'] });
      expect((await vote(server, poll.id, { option: 2 })).status).toBe(204);
      expect((await fetch(`${server.url}/docs`)).status).toBe(200);
    } finally {
      await server.stop();
      remove();
    }
  });

  test('a package that was asked for and failed is told, and ends with 1', () => {
    const args = ['build/package.mjs', '--target', 'dir', '--output', join(scratch, 'none'), '--electron-version', '45.0.0'];
    const { status, stdout } = spawnSync(process.execPath, [...args, '--electron-dist', join(scratch, 'nowhere')], { encoding: 'utf8' });
    expect(stdout).toMatch(/not built {2}dir: .*nowhere/);
    expect(status).toBe(1);
  });
});
