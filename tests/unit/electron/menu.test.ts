import type { MenuItemConstructorOptions } from 'electron';
import { describe, expect, it, vi } from 'vitest';
import { menuLines, setMenu } from '../../../electron/menu.ts';
import { createAppActions } from '../../../renderer/state/app-actions.ts';
import { startOn } from '../renderer/state/start-stores.ts';
import { given } from './fake-electron.ts';

vi.mock('electron', async () => (await import('./fake-electron.ts')).fakeElectron);

function menuOn(platform: NodeJS.Platform, onAction: (action: string) => void = () => undefined) {
  setMenu({ onAction, platform });
  const submenuOf = (label: string) => given.menu.find((menu) => menu.label === label)?.submenu as MenuItemConstructorOptions[];
  return { submenuOf };
}

describe('the menu', () => {
  it('has lines only for actions that the window knows', async () => {
    const { stores, stop } = await startOn();
    const known = createAppActions(stores).map(({ id }) => id);
    expect(known).toEqual(expect.arrayContaining(menuLines.map(({ action }) => action)));
    stop();
  });

  it('uses no key twice, nor one of the window’s', () => {
    const keys = menuLines.flatMap(({ accelerator }) => accelerator ?? []);
    expect(new Set(keys).size).toBe(keys.length);
    for (const key of keys) expect(key).toMatch(/^CmdOrCtrl\+(Shift\+)?[A-JL-Z]$/);
  });

  it('tells which action was chosen', () => {
    const chosen: string[] = [];
    const { submenuOf } = menuOn('linux', (action) => chosen.push(action));
    const line = submenuOf('File').find(({ label }) => label === 'New poll');
    (line?.click as () => void)();
    expect(chosen).toEqual(['new']);
  });

  it.each(['linux', 'win32', 'darwin'] as const)('on %s can be left where people look for it', (platform) => {
    const { submenuOf } = menuOn(platform);
    const roles = given.menu.map(({ role }) => role);
    expect(roles.includes('appMenu')).toBe(platform === 'darwin');
    expect(submenuOf('File').some(({ role }) => role === 'quit')).toBe(platform !== 'darwin');
  });
});
