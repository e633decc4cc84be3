import { homedir } from 'node:os';
import { join, resolve } from 'node:path';

/** How the browser shell is offered to other computers; none of it is set by default. */
export interface DashboardArguments {
  readonly host: string | undefined;
  /** One or more names, with commas between. */
  readonly name: string | undefined;
  readonly tlsCert: string | undefined;
  readonly tlsKey: string | undefined;
  readonly accessTokenFile: string | undefined;
}

/** What both shells are started with. */
export interface ShellArguments {
  readonly dataFolder: string;
  /** Whether `--data` says so. */
  readonly isDataNamed: boolean;
  /** The ingest server's; 0 for any free port. */
  readonly port: number;
  readonly host: string;
  /** The browser shell's own; 0 for any free port. */
  readonly dashboardPort: number;
  readonly open: boolean;
  readonly demo: boolean;
  /** Connection profiles to take over; the first one is used. */
  readonly profileFile: string | undefined;
  readonly dashboard: DashboardArguments;
  /** What is no flag: links and files that the system wants opened, among others. */
  readonly others: readonly string[];
}

export interface ShellArgumentsOptions {
  /** Asked only where `--data` does not say. */
  readonly defaultDataFolder: () => string;
  /** Electron hands its own flags on to the program; elsewhere an unknown flag is a mistake. */
  readonly allowUnknown: boolean;
}

const dashboardFlags = ['dashboard-host', 'dashboard-name', 'tls-cert', 'tls-key', 'access-token-file'];
const valueFlags = ['data', 'port', 'host', 'dashboard-port', 'profile-file', ...dashboardFlags];
const switches = ['no-open', 'demo'];

/** By default participants in the same network can reach the server. Throws an error with a clear sentence. */
export function parseShellArguments(
  args: readonly string[],
  { defaultDataFolder: folder, allowUnknown }: ShellArgumentsOptions,
): ShellArguments {
  const others: string[] = [];
  const onOther = (word: string) => {
    if (!allowUnknown) throw new Error(`"${word}" is not known here. Known are --${[...valueFlags, ...switches].join(', --')}.`);
    if (!word.startsWith('--')) others.push(word);
  };
  const given = readFlags(args, { values: valueFlags, switches, onOther });
  return {
    dataFolder: resolve(given.get('data') ?? folder()),
    isDataNamed: given.has('data'),
    port: portOf('port', given.get('port') ?? '7300'),
    host: given.get('host') ?? '0.0.0.0',
    dashboardPort: portOf('dashboard-port', given.get('dashboard-port') ?? '0'),
    open: !given.has('no-open'),
    demo: given.has('demo'),
    profileFile: pathOf(given.get('profile-file')),
    others,
    dashboard: {
      host: given.get('dashboard-host'),
      name: given.get('dashboard-name'),
      tlsCert: pathOf(given.get('tls-cert')),
      tlsKey: pathOf(given.get('tls-key')),
      accessTokenFile: pathOf(given.get('access-token-file')),
    },
  };
}

export interface KnownFlags {
  readonly values: readonly string[];
  readonly switches: readonly string[];
  /** Called with everything else that is given: flags nobody knows, and what is none. */
  readonly onOther: (word: string) => void;
}

/** Flags that are there, as `--name value` or `--name=value`; a switch has the value "". Throws an error with a clear sentence. */
export function readFlags(args: readonly string[], { values, switches, onOther }: KnownFlags): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  for (let index = 0; index < args.length; index += 1) {
    const [, name = '', attached] = /^--([\w-]+)(?:=(.*))?$/s.exec(args[index] ?? '') ?? [];
    if (switches.includes(name) && attached === undefined) {
      found.set(name, '');
    } else if (values.includes(name)) {
      const value = attached ?? args[(index += 1)] ?? '';
      if (value === '' || (attached === undefined && value.startsWith('--'))) throw new Error(`--${name} must be followed by a value.`);
      found.set(name, value);
    } else {
      onOther(args[index] ?? '');
    }
  }
  return found;
}

function pathOf(text: string | undefined): string | undefined {
  return text === undefined ? undefined : resolve(text);
}

function portOf(flag: string, text: string): number {
  const port = Number(text);
  if (text.trim() !== '' && Number.isInteger(port) && port >= 0 && port <= 65_535) return port;
  throw new Error(`--${flag} must be a port number from 0 to 65535, not "${text}".`);
}

export interface Surroundings {
  readonly platform: NodeJS.Platform;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly home?: string;
}

/** Where programs of this operating system keep their data; the same for both shells. */
export function defaultDataFolder({ platform, env, home = homedir() }: Surroundings): string {
  if (platform === 'win32') return join(env['APPDATA'] ?? join(home, 'AppData', 'Roaming'), 'kpoll');
  if (platform === 'darwin') return join(home, 'Library', 'Application Support', 'kpoll');
  return join(env['XDG_CONFIG_HOME'] ?? join(home, '.config'), 'kpoll');
}
