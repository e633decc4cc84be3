import { execFileSync } from 'node:child_process';
import { cpus, release, totalmem, type } from 'node:os';
import { findChromium } from '../dashboard.ts';
import type { Entry } from './results-file.ts';
import { importFromBuild } from '../import-from-build.ts';

export function describeMachine(): Entry['machine'] {
  const [cpu] = cpus();
  const system = `${type()} ${release().split('-')[0] ?? ''}`;
  return { cpu: cpu?.model.trim() ?? 'unknown', cores: cpus().length, memoryGb: Math.round(totalmem() / 2 ** 30), system };
}

export async function readVersions(): Promise<Entry['versions']> {
  const { kafkaVersion, cassandraVersion } = await importFromBuild<{ kafkaVersion: string; cassandraVersion: string }>(
    'cluster/libraries.mjs',
  );
  const versions = { 'Node.js': process.version.slice(1), Kafka: kafkaVersion, Cassandra: cassandraVersion };
  return { ...versions, ...given('Chromium', chromiumVersion()), ...given('commit', commit()) };
}

function given(name: string, value: string | undefined): Record<string, string> {
  return value === undefined || value === '' ? {} : { [name]: value };
}

function chromiumVersion(): string | undefined {
  return /[\d.]+/.exec(output(findChromium() ?? 'chromium', ['--version']) ?? '')?.[0];
}

/** With "+ changes" where the files differ from the commit; results that this command writes are none. */
function commit(): string | undefined {
  const hash = output('git', ['rev-parse', '--short', 'HEAD']);
  if (hash === undefined) return undefined;
  const changes = output('git', ['status', '--porcelain', '--', '.', ':!docs/benchmarks.*']);
  return changes === undefined || changes === '' ? hash : `${hash} + changes`;
}

/** What a program prints; undefined where it is not here, or does not want to. */
function output(program: string, args: readonly string[]): string | undefined {
  try {
    return execFileSync(program, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim();
  } catch {
    return undefined;
  }
}
