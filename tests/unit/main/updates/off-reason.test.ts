import { describe, expect, it } from 'vitest';
import type { Installation } from '../../../../main/updates/off-reason.ts';
import { homepageOf, offReason } from '../../../../main/updates/off-reason.ts';

const appImage: Installation = {
  ...{ isPackaged: true, platform: 'linux', executable: '/tmp/.mount_KpollX/kpoll', env: { APPIMAGE: '/home/ada/Kpoll.AppImage' } },
  ...{ packageType: undefined, hasSource: true, homepage: 'https://github.com/ada/kpoll' },
};
const reasonOf = (changes: Partial<Installation>) => offReason({ ...appImage, ...changes });

describe('why a program does not update itself', () => {
  it('is nothing for an AppImage, a Mac program and one for Windows with an update source', () => {
    expect(offReason(appImage)).toBeUndefined();
    expect(reasonOf({ platform: 'darwin', env: {}, executable: '/Applications/Kpoll.app/Contents/MacOS/Kpoll' })).toBeUndefined();
    expect(
      reasonOf({ platform: 'win32', env: {}, executable: 'C:\\Users\\Ada\\AppData\\Local\\Programs\\kpoll\\Kpoll.exe' }),
    ).toBeUndefined();
    // The folder that a .deb was made of first may be what an AppImage is made of next.
    expect(reasonOf({ packageType: 'deb' })).toBeUndefined();
  });

  it.each([
    { env: {}, packageType: 'deb', executable: '/opt/Kpoll/kpoll' },
    { env: {}, packageType: undefined, executable: '/opt/Kpoll/kpoll', hasSource: false },
    { env: {}, packageType: undefined, executable: '/usr/lib/kpoll/kpoll' },
    { env: { SNAP: '/snap/kpoll/1', APPIMAGE: '/x' } },
    { env: { FLATPAK_ID: 'org.kpoll.desktop' } },
  ])('is a package manager: %o', (installation) => {
    expect(reasonOf(installation)).toContain('installed by a package manager');
  });

  it('is an archive, and where newer ones are', () => {
    const unpacked = { env: {}, executable: '/home/ada/kpoll/kpoll' };
    expect(reasonOf(unpacked)).toBe(
      'This Kpoll was unpacked from an archive and does not replace itself. Newer versions are to be had at https://github.com/ada/kpoll.',
    );
    expect(reasonOf({ ...unpacked, homepage: undefined })).toContain('where this one was');
  });

  it('knows the address of the project, where it has one', () => {
    expect(homepageOf('{ "homepage": "https://github.com/ada/kpoll" }')).toBe('https://github.com/ada/kpoll');
    for (const homepage of ['"https://kpoll.example"', '"javascript:alert(1)"', '7', 'null'])
      expect(homepageOf(`{ "homepage": ${homepage} }`)).toBeUndefined();
    expect(homepageOf('{}')).toBeUndefined();
  });

  it('is a build without a source, or no build at all', () => {
    expect(reasonOf({ hasSource: false })).toContain('has no update source');
    expect(reasonOf({ platform: 'win32', env: {}, hasSource: false })).toContain('has no update source');
    expect(reasonOf({ isPackaged: false })).toContain('from its sources');
  });
});
