import { networkInterfaces } from 'node:os';
import type { JoinAddress } from '../../core/contract/bridge.ts';
import { Failure, messageOf } from '../../core/domain/failure.ts';
import type { LogReader, TopicName } from '../../core/ports/event-log.ts';
import type { HistoryReader } from '../../core/ports/history-store.ts';
import type { Logger } from '../logger.ts';
import { createAuthorApi } from './author-api.ts';
import type { Connection, PlaceStatus } from './connection.ts';
import { listJoinAddresses } from './join-addresses.ts';
import type { Pause } from './pause.ts';
import { createPause } from './pause.ts';
import { boundHostOf, findServer, isHealthy, localUrlOf, readAuthorToken } from './server-file.ts';
import type { ServerRestart, ServerSupervisor } from './server-supervisor.ts';
import { createServerSupervisor } from './server-supervisor.ts';
import type { StartServer } from './start-server.ts';

export interface ThisComputerOptions {
  readonly dataFolder: string;
  readonly port: number;
  readonly host: string;
  readonly startServer: StartServer | undefined;
  readonly openLog: (folder: string) => Promise<LogReader>;
  readonly openHistory: (folder: string) => Promise<HistoryReader>;
  readonly onRestart?: (restart: ServerRestart) => void;
  readonly logger: Logger;
}

/** The profile "This computer": an ingest server on a data folder here, whose files are read directly. */
export function connectThisComputer(options: ThisComputerOptions): Connection {
  const { dataFolder } = options;
  const listeners = new Set<() => void>();
  const notify = () => listeners.forEach((listener) => listener());
  const supervisor = createServerSupervisor({ ...options, findServer: () => findServer({ dataFolder }), isHealthy, onChange: notify });
  const pause = createPause();
  const opening = openReaders(options, pause);
  const addresses = watchJoinAddresses(supervisor, notify);
  return {
    api: createAuthorApi({ baseUrl: () => urlOf(supervisor), token: () => tokenOf(dataFolder) }),
    state: supervisor.state,
    historyState: supervisor.state,
    serversSpeak: false,
    ownsServer: supervisor.ownsServer,
    onChange(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    log: opening.log,
    history: opening.history,
    firstUp: supervisor.firstUp,
    serverUrl: () => urlOf(supervisor),
    joinAddresses: addresses.list,
    status: () => statusOf(supervisor, opening.log),
    retry: supervisor.retry,
    async stop() {
      listeners.clear();
      addresses.stop();
      await opening.stop();
      await supervisor.stop();
    },
  };
}

function urlOf(supervisor: ServerSupervisor): string {
  const server = supervisor.server();
  if (server !== undefined) return localUrlOf(server);
  throw new Failure(
    'server-unreachable',
    'The server is not running just now; nothing was done. Votes already recorded are safe. Try again in a moment.',
    { retriable: true },
  );
}

async function tokenOf(dataFolder: string): Promise<string> {
  const token = await readAuthorToken(dataFolder);
  if (token !== undefined) return token;
  throw new Failure(
    'unauthorized',
    'The data folder has no author token, so the server cannot be given orders. Restart the server to make a new one.',
  );
}

const openAgainMs = 50;

/** The files appear when a server has run on the folder for the first time. */
function openReaders({ dataFolder, openLog, openHistory }: ThisComputerOptions, pause: Pause) {
  let stopping = false;
  const opened: { stop(): Promise<void> }[] = [];
  const retrying = async <T extends { stop(): Promise<void> }>(open: (folder: string) => Promise<T>): Promise<T> => {
    for (;;) {
      try {
        const reader = await open(dataFolder);
        opened.push(reader);
        return reader;
      } catch (error) {
        if (!(error instanceof Failure) || error.code === 'newer-format' || stopping) throw error;
        await pause.wait(openAgainMs);
      }
    }
  };
  const [log, history] = [retrying(openLog), retrying(openHistory)] as const;
  const settled = Promise.allSettled([log, history]);
  return {
    log,
    history,
    async stop() {
      stopping = true;
      pause.wake();
      await settled;
      await Promise.all(opened.map((reader) => reader.stop()));
    },
  };
}

const topics: readonly TopicName[] = ['polls', 'votes', 'results'];

/** On one computer there are neither brokers nor nodes; each partition lies in the one log file. */
async function statusOf(supervisor: ServerSupervisor, opening: Promise<LogReader>): Promise<PlaceStatus> {
  const state = supervisor.state();
  const nothing: PlaceStatus = { problems: state.message === null ? [] : [state.message], brokers: [], partitions: [], nodes: [] };
  if (state.state !== 'up') return nothing;
  try {
    const log = await opening;
    const ends = await Promise.all(topics.map(async (topic) => ({ topic, ends: await log.ends(topic) })));
    const partitions = ends.flatMap(({ topic, ends: ofTopic }) =>
      ofTopic.map((end, partition) => ({ topic, partition, leader: 0, replicas: 1, inSync: 1, end })),
    );
    return { ...nothing, partitions };
  } catch (error) {
    return { ...nothing, problems: [`The log of this computer cannot be read: ${messageOf(error)}`] };
  }
}

const lookAgainMs = 5000;

/** People walk from one network into another with the lid open: looks again every few seconds. */
function watchJoinAddresses(supervisor: ServerSupervisor, onChange: () => void) {
  let last = '';
  const list = (): readonly JoinAddress[] => {
    const server = supervisor.server();
    if (server === undefined) return [];
    return listJoinAddresses({ interfaces: networkInterfaces(), host: boundHostOf(server), port: server.port });
  };
  const timer = setInterval(() => {
    const now = JSON.stringify(list());
    if (now !== last) onChange();
    last = now;
  }, lookAgainMs);
  timer.unref();
  return { list, stop: () => clearInterval(timer) };
}
