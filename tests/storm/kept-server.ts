import { mkdirSync, rmSync } from 'node:fs';
import type { IngestProcess } from '../integration/ingest-process.ts';
import { startIngest } from '../integration/ingest-process.ts';
import { emptyDiskOf, fillDiskOf } from './processes.ts';
import { until } from './until.ts';
import type { Heal } from './world.ts';
import { faultName } from './world.ts';

/** An ingest server and whoever watches over it: one that ends by itself is started again, as the operations guide asks for. */
export interface KeptServer {
  readonly name: string;
  /** Undefined while it is down. */
  running(): IngestProcess | undefined;
  up(): Promise<void>;
  /** How often it ended by itself. */
  ownEnds(): number;
  /** Sentences about what it should have lived through, or could not be started again after. */
  readonly troubles: readonly string[];
  readonly faults: readonly [string, () => Promise<Heal>][];
  stop(): Promise<void>;
}

export interface KeptServerOptions {
  readonly name: string;
  readonly folder: string;
  readonly args: readonly string[];
  readonly tokenFile: string;
  readonly noFullDisk: boolean;
}

const againMs = 1_000;

export function createKeptServer({ name, folder, args, tokenFile, noFullDisk }: KeptServerOptions): KeptServer {
  let server: IngestProcess | undefined;
  let wanted = false;
  let ownEnds = 0;
  const troubles: string[] = [];

  async function start(): Promise<boolean> {
    if (!wanted || server !== undefined) return true;
    mkdirSync(folder, { recursive: true });
    try {
      const started = await startIngest(folder, args, tokenFile);
      server = started;
      started.child.once('exit', () => {
        if (server === started) server = undefined;
        if (!wanted) return;
        ownEnds += 1;
        setTimeout(() => {
          if (wanted) up().catch((error: unknown) => troubles.push(String(error)));
        }, againMs);
      });
      return true;
    } catch {
      // It says why in its log; who watches over it tries again.
      await new Promise((resolve) => setTimeout(resolve, againMs));
      return false;
    }
  }
  let starting: Promise<void> | undefined;
  function up(): Promise<void> {
    wanted = true;
    starting ??= until(`${name} has started`, start).finally(() => (starting = undefined));
    return starting;
  }
  async function down(end: (running: IngestProcess) => Promise<unknown>): Promise<Heal> {
    await starting;
    wanted = false;
    const ending = server;
    server = undefined;
    if (ending !== undefined) await end(ending);
    return up;
  }
  const halt = async (): Promise<Heal> => {
    const halted = server?.child;
    halted?.kill('SIGSTOP');
    return async () => void halted?.kill('SIGCONT');
  };
  const forget = async (): Promise<Heal> => {
    const heal = await down((running) => running.kill());
    rmSync(folder, { recursive: true, force: true });
    return heal;
  };
  const fullDisk = async (): Promise<Heal> => {
    const pid = server?.child.pid;
    if (pid !== undefined) fillDiskOf(pid);
    return async () => {
      if (pid === undefined) return;
      if (server?.child.pid === pid) emptyDiskOf(pid);
      else troubles.push(`${name} ended while its disk was full`);
    };
  };
  const faults: [string, () => Promise<Heal>][] = [
    [faultName('kill', name), () => down((running) => running.kill())],
    [faultName('restart', name), () => down((running) => running.stop())],
    [faultName('halt', name), halt],
    [faultName('forget', name), forget],
    ...(noFullDisk ? [] : [[faultName('full-disk', name), fullDisk] as [string, () => Promise<Heal>]]),
  ];
  return {
    ...{ name, up, faults, running: () => server, ownEnds: () => ownEnds, troubles },
    async stop() {
      wanted = false;
      await Promise.allSettled([starting]);
      await down((running) => running.kill());
    },
  };
}
