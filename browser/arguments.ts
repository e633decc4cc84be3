import { parseArgs } from 'node:util';
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';

export interface BrowserArguments {
  readonly dataFolder: string;
  /** The ingest server's. */
  readonly port: number;
  readonly host: string;
  /** 0 for any free port. */
  readonly dashboardPort: number;
  readonly open: boolean;
  readonly demo: boolean;
}

const flags = {
  data: { type: 'string' },
  port: { type: 'string', default: '7300' },
  host: { type: 'string', default: '0.0.0.0' },
  'dashboard-port': { type: 'string', default: '0' },
  'no-open': { type: 'boolean', default: false },
  demo: { type: 'boolean', default: false },
} as const;

/** By default participants in the same network can reach the server. Throws an error with a clear sentence. */
export function parseBrowserArguments(args: readonly string[], defaultDataFolder: string): BrowserArguments {
  const { values } = parseArgs({ args: [...args], options: flags, strict: true });
  return {
    dataFolder: resolve(values.data ?? defaultDataFolder),
    port: portOf('--port', values.port),
    host: values.host,
    dashboardPort: portOf('--dashboard-port', values['dashboard-port']),
    open: !values['no-open'],
    demo: values.demo,
  };
}

function portOf(flag: string, text: string): number {
  const port = Number(text);
  if (text.trim() !== '' && Number.isInteger(port) && port >= 0 && port <= 65_535) return port;
  throw new Error(`${flag} must be a port number from 0 to 65535, not "${text}".`);
}

export interface Surroundings {
  readonly platform: NodeJS.Platform;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly home?: string;
}

/** Where programs of this operating system keep their data; the same place that the installed app uses. */
export function defaultDataFolder({ platform, env, home = homedir() }: Surroundings): string {
  if (platform === 'win32') return join(env['APPDATA'] ?? join(home, 'AppData', 'Roaming'), 'kpoll');
  if (platform === 'darwin') return join(home, 'Library', 'Application Support', 'kpoll');
  return join(env['XDG_CONFIG_HOME'] ?? join(home, '.config'), 'kpoll');
}
