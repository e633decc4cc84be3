import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { configOf } from '../../../../build/package/config.mjs';
import { knownParts, partsFor } from '../../../../build/package/native-parts.mjs';

type Wish = Parameters<typeof configOf>[0];
const wish: Wish = {
  platform: 'linux',
  arch: 'x64',
  electronVersion: '45.4.1',
  output: 'dist',
  made: 'out/package',
  updateSource: null,
  env: {},
};
const config = (change: Partial<Wish> = {}) => configOf({ ...wish, ...change });

describe('the configuration of packages', () => {
  it('hardens the program', () => {
    expect(config().electronFuses).toEqual({
      runAsNode: false,
      enableNodeOptionsEnvironmentVariable: false,
      enableNodeCliInspectArguments: false,
      onlyLoadAppFromAsar: true,
      enableCookieEncryption: true,
      grantFileProtocolExtraPrivileges: false,
      enableEmbeddedAsarIntegrityValidation: false,
      resetAdHocDarwinSignature: false,
    });
    for (const platform of ['darwin', 'win32'] as const)
      expect(config({ platform }).electronFuses).toMatchObject({ runAsNode: false, enableEmbeddedAsarIntegrityValidation: true });
    expect(config()).toMatchObject({ asar: true, npmRebuild: false });
  });

  it('leaves fuses alone only in the Electron of the tests, which has none and runs bundles of its own', () => {
    const old = config({ electronVersion: '9.4.1' });
    expect(old).not.toHaveProperty('electronFuses');
    expect(old.extraMetadata).toMatchObject({ main: 'out/test-electron/electron/main.cjs' });
    expect(config().extraMetadata).toMatchObject({ main: 'out/electron/main.cjs' });
    expect(JSON.stringify(config().files)).not.toContain('test-electron');
  });

  it('takes the bundles of the program and its server, and no others', () => {
    const taken = (config().files as readonly string[]).filter((pattern) => !pattern.startsWith('!'));
    expect(taken).toEqual(['out/electron/**', 'out/renderer/**', 'out/ingest-server/**', 'out/participant/**', 'package.json']);
  });

  it('takes the part of libsql for the computer it is for, outside the archive, and no other', () => {
    const left = (change: Partial<Wish>) => (config(change).files as readonly string[]).filter((pattern) => pattern.includes('@libsql'));
    expect(left({})).toHaveLength(Object.keys(knownParts()).length - 1);
    expect(left({})).not.toContain('!node_modules/@libsql/linux-x64-gnu/**');
    expect(left({ platform: 'darwin', arch: 'universal' })).toHaveLength(Object.keys(knownParts()).length - 2);
    expect(config().asarUnpack).toEqual(['node_modules/@libsql/**']);
    expect(partsFor('win32', 'x64')).toEqual(['@libsql/win32-x64-msvc']);
    expect(() => partsFor('win32', 'arm64')).toThrow('build for x64');
  });

  it('opens poll files and links', () => {
    expect(config()).toMatchObject({
      protocols: [{ schemes: ['kpoll'] }],
      fileAssociations: [{ ext: 'kpoll' }],
      linux: { mimeTypes: ['application/x-kpoll-poll'] },
    });
    expect(readFileSync('build/package/linux/kpoll.xml', 'utf8')).toContain('type="application/x-kpoll-poll"');
    const { desktopName } = JSON.parse(readFileSync('package.json', 'utf8')) as { desktopName: string };
    expect(desktopName).toBe('kpoll.desktop');
  });

  it('looks for updates where it is told, and nowhere otherwise', () => {
    expect(config().publish).toBeNull();
    const updateSource = { provider: 'github', owner: 'someone', repo: 'kpoll' } as const;
    expect(config({ updateSource })).toMatchObject({
      publish: updateSource,
      extraMetadata: { homepage: 'https://github.com/someone/kpoll' },
    });
  });

  it('signs and notarises on a Mac with what the environment names, and never with what a keychain happens to hold', () => {
    const mac = (env: Wish['env']) => config({ platform: 'darwin', arch: 'universal', env });
    expect(mac({})).toMatchObject({ mac: { identity: null, notarize: false }, electronFuses: { resetAdHocDarwinSignature: true } });
    const signed = { CSC_LINK: 'x', APPLE_ID: 'a', APPLE_APP_SPECIFIC_PASSWORD: 'b', APPLE_TEAM_ID: 'c' };
    expect(mac(signed)).toMatchObject({
      mac: { hardenedRuntime: true, notarize: true },
      electronFuses: { resetAdHocDarwinSignature: false },
    });
    expect(mac(signed).mac).not.toHaveProperty('identity');
    expect(existsSync(String(mac(signed).mac?.entitlements))).toBe(true);
  });

  it('leaves what people made when it is removed from Windows', () => {
    expect(config({ platform: 'win32' }).nsis).toMatchObject({ deleteAppDataOnUninstall: false, perMachine: false });
  });

  it('names each kind of package by version, system and processor', () => {
    expect(config()).toMatchObject({
      artifactName: '${productName}-${version}-${os}-${arch}.${ext}',
      deb: { artifactName: 'kpoll_${version}_${arch}.${ext}' },
      nsis: { artifactName: '${productName}-${version}-win-${arch}-setup.${ext}' },
    });
  });
});
