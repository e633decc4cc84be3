import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { defaultDataFolder, parseShellArguments } from '../../../main/shell-arguments.ts';

const parse = (args: readonly string[], allowUnknown = false) =>
  parseShellArguments(args, { defaultDataFolder: () => '/home/me/kpoll', allowUnknown });

describe('the arguments of a shell', () => {
  it('lets phones in the same network reach the server unless told otherwise', () => {
    expect(parse([])).toEqual({
      dataFolder: resolve('/home/me/kpoll'),
      isDataNamed: false,
      port: 7300,
      host: '0.0.0.0',
      dashboardPort: 0,
      open: true,
      demo: false,
      profileFile: undefined,
      others: [],
      dashboard: { host: undefined, name: undefined, tlsCert: undefined, tlsKey: undefined, accessTokenFile: undefined },
    });
  });

  it('takes values after a blank or an equals sign', () => {
    const wish = parse(['--data', 'here', '--port=0', '--host', '127.0.0.1', '--dashboard-port', '8080', '--no-open', '--demo']);
    expect(wish).toMatchObject({ dataFolder: resolve('here'), port: 0, host: '127.0.0.1', dashboardPort: 8080, open: false, demo: true });
  });

  it.each([['--port', 'x'], ['--port', '70000'], ['--port'], ['--data', '--demo'], ['--speed'], ['folder']])('refuses %j %j', (...args) => {
    expect(() => parse(args)).toThrow(/--|not known/);
  });

  it('overlooks what Electron adds for itself', () => {
    expect(parse(['main.cjs', '--no-sandbox', '--remote-debugging-port=0', '--data', '/x'], true).dataFolder).toBe(resolve('/x'));
  });

  it('keeps data where each operating system keeps it', () => {
    expect(defaultDataFolder({ platform: 'linux', env: {}, home: '/home/me' })).toBe('/home/me/.config/kpoll');
    expect(defaultDataFolder({ platform: 'linux', env: { XDG_CONFIG_HOME: '/cfg' }, home: '/home/me' })).toBe('/cfg/kpoll');
    expect(defaultDataFolder({ platform: 'darwin', env: {}, home: '/Users/me' })).toBe('/Users/me/Library/Application Support/kpoll');
    expect(defaultDataFolder({ platform: 'win32', env: { APPDATA: '/roaming' }, home: '/me' })).toBe('/roaming/kpoll');
  });
});
