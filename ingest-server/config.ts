import { isAbsolute, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { z } from 'zod';

const whole = (min: number, max: number) => z.coerce.number().int().min(min).max(max);
const truthy = z.enum(['true', 'false', '1', '0', '']).transform((text) => text === 'true' || text === '1');

const configSchema = z.object({
  data: z.string().min(1),
  host: z.string().min(1).default('127.0.0.1'),
  /** 0 takes any free port. */
  port: whole(0, 65_535).default(7300),
  /** Votes per second for each address; 0 switches the limit off. Loopback is limited only where it is set by hand. */
  votesPerAddress: whole(0, 1_000_000).optional(),
  votesPerVoter: whole(1, 1_000).default(20),
  /** Addresses or networks of proxies whose X-Forwarded-For is believed, separated by commas. */
  trustedProxies: z.string().optional(),
  votesPartitions: whole(1, 1_000).default(4),
  logLevel: z.enum(['debug', 'info', 'warn', 'error', 'silent']).default('info'),
  /** Exit when standard input closes: a server started by the desktop must not outlive it. */
  exitWithParent: truthy.default(false),
});

const defaultVotesPerAddress = 300;

export interface Config {
  readonly dataFolder: string;
  readonly host: string;
  readonly port: number;
  readonly votesPerAddress: number;
  readonly limitLoopback: boolean;
  readonly votesPerVoter: number;
  readonly trustedProxies: readonly string[];
  readonly votesPartitions: number;
  readonly logLevel: string;
  readonly exitWithParent: boolean;
}

const flags = {
  data: { type: 'string' },
  host: { type: 'string' },
  port: { type: 'string' },
  'votes-per-address': { type: 'string' },
  'votes-per-voter': { type: 'string' },
  'trusted-proxies': { type: 'string' },
  'votes-partitions': { type: 'string' },
  'log-level': { type: 'string' },
  'exit-with-parent': { type: 'boolean' },
} as const;

function camel(name: string): string {
  return name.replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase());
}

function fromEnvironment(env: Readonly<Record<string, string | undefined>>): Record<string, string> {
  const entries = Object.keys(flags).flatMap((flag) => {
    const value = env[`KPOLL_${flag.replaceAll('-', '_').toUpperCase()}`];
    return value === undefined ? [] : [[camel(flag), value] as const];
  });
  return Object.fromEntries(entries);
}

/** Flags win over KPOLL_* variables. Throws an error with one line per fault. */
export function readConfig(args: readonly string[], env: Readonly<Record<string, string | undefined>>): Config {
  const { values } = parseArgs({ args: [...args], options: flags, strict: true });
  const given = Object.entries(values).map(([flag, value]) => [camel(flag), String(value)] as const);
  const parsed = configSchema.safeParse({ ...fromEnvironment(env), ...Object.fromEntries(given) });
  if (!parsed.success) {
    const faults = parsed.error.issues.map((issue) => `  --${issue.path.join('.')}: ${issue.message}`);
    throw new Error(`The settings cannot be used:\n${faults.join('\n')}`);
  }
  const { data, votesPerAddress, trustedProxies, ...rest } = parsed.data;
  return {
    ...rest,
    dataFolder: isAbsolute(data) ? data : resolve(data),
    votesPerAddress: votesPerAddress ?? defaultVotesPerAddress,
    limitLoopback: votesPerAddress !== undefined,
    trustedProxies: (trustedProxies ?? '')
      .split(',')
      .map((part) => part.trim())
      .filter(Boolean),
  };
}
