import { describe, expect, it } from 'vitest';
import { hintFor, planTargets, systemOf } from '../../../../build/package/targets.mjs';

const names = (plan: ReturnType<typeof planTargets>) => plan.leave.map(({ name }) => name);

describe('what is built where', () => {
  it('without wishes, everything of this system; of the rest it says who builds it', () => {
    const plan = planTargets({ wanted: [], system: 'linux', hasDpkg: true });
    expect(plan.build).toEqual(['tar.gz', 'AppImage', 'deb']);
    expect(plan.leave).toEqual([
      { name: 'zip', asked: false, reason: 'packages for macOS are built on a Mac: run npm run package there' },
      { name: 'dmg', asked: false, reason: 'packages for macOS are built on a Mac: run npm run package there' },
      { name: 'nsis', asked: false, reason: 'packages for Windows are built on Windows 10 or newer: run npm run package there' },
    ]);
  });

  it('the same on a Mac and on Windows', () => {
    expect(planTargets({ wanted: [], system: 'darwin', hasDpkg: false }).build).toEqual(['zip', 'dmg']);
    const windows = planTargets({ wanted: [], system: 'win32', hasDpkg: false });
    expect(windows.build).toEqual(['nsis']);
    expect(names(windows)).toEqual(['tar.gz', 'AppImage', 'deb', 'zip', 'dmg']);
  });

  it('only what was asked for, and what of it cannot be', () => {
    expect(planTargets({ wanted: ['deb', 'dir', 'dmg'], system: 'linux', hasDpkg: true })).toEqual({
      build: ['dir', 'deb'],
      leave: [{ name: 'dmg', asked: true, reason: expect.stringContaining('a Mac') as string }],
    });
  });

  it('no .deb without the tool that makes it', () => {
    const plan = planTargets({ wanted: ['deb'], system: 'linux', hasDpkg: false });
    expect(plan.build).toEqual([]);
    expect(plan.leave[0]?.reason).toContain('install the package dpkg');
  });

  it('refuses names that mean nothing, and systems that have no packages', () => {
    expect(() => planTargets({ wanted: ['rpm'], system: 'linux', hasDpkg: true })).toThrow('"rpm" is not a kind of package');
    expect(systemOf('win32')).toBe('win32');
    expect(() => systemOf('freebsd')).toThrow('not on freebsd');
  });

  it('says what a failed package may lack', () => {
    expect(hintFor('AppImage')).toContain('open connection');
    expect(hintFor('deb')).toBe('See the messages above.');
  });
});
