import { mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { openEmbeddedLogReader } from '../../engines/embedded/embedded-event-log.ts';
import { openEmbeddedHistoryReader } from '../../engines/embedded/embedded-history-store.ts';
import { startDashboard } from '../integration/desktop/dashboard-client.ts';
import { haltDesktop } from './desktop-faults.ts';
import { linkFaults } from './link-faults.ts';
import { emptyDiskOf, fillDiskOf, hasEnded, isAlive, signal, whyNoFullDisk } from './processes.ts';
import type { Screen } from './screen.ts';
import { startTcpProxy } from './tcp-proxy.ts';
import { until } from './until.ts';
import type { Heal, StormWorld } from './world.ts';
import { faultName } from './world.ts';

interface RunningServer {
  readonly pid: number;
  readonly port: number;
}

/** The product as one person runs it: the desktop, which starts the ingest server and starts it again when it dies. */
export async function openEmbeddedWorld(folder: string, screen: () => Screen): Promise<StormWorld> {
  const data = join(folder, 'data');
  mkdirSync(data, { recursive: true });
  const server = () => readServer(data);
  const proxy = await startTcpProxy(() => {
    const running = server();
    return running && { host: '127.0.0.1', port: running.port };
  });
  const noFullDisk = whyNoFullDisk();
  return {
    voteUrls: [`http://127.0.0.1:${proxy.port}`],
    authorUrls: () => [server()].flatMap((running) => (running === undefined ? [] : [`http://127.0.0.1:${running.port}`])),
    authorToken: () => readFileSync(join(data, 'author-token'), 'utf8').trim(),
    startDesktop: () => startDashboard(data),
    faults: new Map([...programFaults(data, server, screen, noFullDisk), ...linkFaults('voters', proxy)]),
    openLog: () => openEmbeddedLogReader({ folder: data }),
    openHistory: () => openEmbeddedHistoryReader({ folder: data }),
    describe: 'one desktop (browser shell) with its ingest server on one data folder (SQLite)',
    impossible: new Map(noFullDisk === undefined ? [] : [['full-disk', noFullDisk]]),
    faultsFound: () => [],
    stop: () => proxy.stop(),
  };
}

/** As the server itself has told in its data folder; undefined where there is none, or it is only half written. */
function readServer(data: string): RunningServer | undefined {
  try {
    return JSON.parse(readFileSync(join(data, 'server.json'), 'utf8')) as RunningServer;
  } catch (error) {
    if (error instanceof SyntaxError || (error instanceof Error && 'code' in error && error.code === 'ENOENT')) return undefined;
    throw error;
  }
}

function programFaults(
  data: string,
  server: () => RunningServer | undefined,
  screen: () => Screen,
  noFullDisk: string | undefined,
): [string, () => Promise<Heal>][] {
  const isUp = () => until(`an ingest server runs on ${data}`, async () => answers(server()));
  const onServer = (name: NodeJS.Signals, healing: NodeJS.Signals | undefined) => async (): Promise<Heal> => {
    const pid = await pidOf(server);
    signal(pid, name);
    if (healing === undefined) await until('the server has ended', async () => !isAlive(pid));
    return async () => {
      if (healing !== undefined) signal(pid, healing);
      await isUp();
    };
  };
  const endDesktop = async (name: NodeJS.Signals) => {
    const [pid, child] = [await pidOf(server), screen().desktop()?.child];
    child?.kill(name);
    // The server ends with it: only then may another be started, or files be deleted.
    await until('desktop and server have ended', async () => !isAlive(pid) && hasEnded(child));
  };
  const startDesktop: Heal = async () => {
    await screen().start();
    await isUp();
  };
  const faults: [string, () => Promise<Heal>][] = [
    [faultName('kill', 'server'), onServer('SIGKILL', undefined)],
    [faultName('restart', 'server'), onServer('SIGTERM', undefined)],
    [faultName('halt', 'server'), onServer('SIGSTOP', 'SIGCONT')],
    [faultName('kill', 'desktop'), async () => (screen().desktop()?.child.kill('SIGKILL'), startDesktop)],
    [faultName('restart', 'desktop'), async () => (await endDesktop('SIGTERM'), startDesktop)],
    [faultName('halt', 'desktop'), () => haltDesktop(screen())],
    [faultName('forget', 'server'), async () => (await endDesktop('SIGKILL'), forgetDerived(data), startDesktop)],
  ];
  return noFullDisk === undefined ? [...faults, [faultName('full-disk', 'server'), () => fullDisk(server)]] : faults;
}

/** The server must live through it. */
async function fullDisk(server: () => RunningServer | undefined): Promise<Heal> {
  const pid = await pidOf(server);
  fillDiskOf(pid);
  return async () => {
    if (!isAlive(pid) || server()?.pid !== pid) throw new Error('the ingest server ended while its disk was full');
    emptyDiskOf(pid);
    await until('the ingest server answers again', async () => answers(server()));
  };
}

/** All that can be made again from the log. */
function forgetDerived(data: string): void {
  for (const name of readdirSync(data)) if (name.startsWith('derived.db')) rmSync(join(data, name));
}

async function pidOf(server: () => RunningServer | undefined): Promise<number> {
  let pid: number | undefined;
  await until('a server runs', async () => {
    const running = server();
    if (await answers(running)) pid = running?.pid;
    return pid !== undefined;
  });
  if (pid === undefined) throw new Error('no ingest server answers');
  return pid;
}

async function answers(server: RunningServer | undefined): Promise<boolean> {
  if (server === undefined) return false;
  const response = await fetch(`http://127.0.0.1:${server.port}/healthz`, { signal: AbortSignal.timeout(2_000) }).catch(() => undefined);
  return response?.ok === true;
}
