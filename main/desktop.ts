import type { JoinAddress, ReportJob } from '../core/contract/bridge.ts';
import { Failure } from '../core/domain/failure.ts';
import { currentRun } from '../core/domain/poll.ts';
import type { PlaceHandlers } from './bridge/answer.ts';
import type { EventHub, SendEvent } from './bridge/event-hub.ts';
import { createEventHub } from './bridge/event-hub.ts';
import { createHandlers } from './bridge/handlers.ts';
import type { Connection } from './connection/connection.ts';
import { reachHistory } from './connection/connection.ts';
import type { Logger } from './logger.ts';
import { createPollCommands } from './polls/poll-commands.ts';
import { createPollList } from './polls/poll-list.ts';
import { awaitHistory } from './report/await-history.ts';
import type { WindowOptions } from './report/job-owners.ts';
import { createJobOwners } from './report/job-owners.ts';
import type { ReportJobs } from './report/report-jobs.ts';
import { createReportJobs } from './report/report-jobs.ts';
import type { ReportData, ReportWish } from './report/report-source.ts';
import type { ResultsFeed } from './results/results-feed.ts';
import { createResultsFeed } from './results/results-feed.ts';
import type { ShellPort } from './shell-port.ts';
import { createDemo } from './simulate/demo.ts';
import { runSimulation } from './simulate/simulation.ts';

export interface DesktopOptions {
  readonly connection: Connection;
  readonly shell: ShellPort;
  readonly clock: () => number;
  readonly logger: Logger;
}

/** One window or browser tab: it has polls of its own on screen. */
export interface DesktopSession {
  readonly handlers: PlaceHandlers;
  stop(): void;
}

/** Everything behind the bridge that belongs to one place where polls are run, without a shell. */
export interface Desktop {
  /** Resolves when the place is reached for the first time; rejects with a Failure where the first attempt failed. It is tried again all the same. */
  readonly firstUp: Promise<void>;
  /** `send` is told what this window is told unasked. */
  openSession(send: SendEvent, options: WindowOptions): DesktopSession;
  joinAddresses(): readonly JoinAddress[];
  /** Something can only be read again after connecting anew: a topic was made again, a right was given. */
  isReadingBroken(): boolean;
  /** Whether voting ends when this program does. */
  ownsServer(): boolean;
  startDemo(): Promise<void>;
  findReport(jobId: string): ReportJob | undefined;
  /** Closes the connection as well. */
  stop(): Promise<void>;
}

export function startDesktop({ connection, shell, clock, logger }: DesktopOptions): Desktop {
  const hub = createEventHub();
  const owners = createJobOwners();
  const polls = createPollList({ connection, logger });
  const results = createResultsFeed({ connection, polls, clock, logger, onFeed: (feed) => hub.emit('feed:changed', feed) });
  const commands = createPollCommands(connection.api, polls);
  const reports = createReportJobs({
    openData: (wish, signal) => openReportData({ wish, signal, connection, results }),
    downloadUrlOf: shell.downloadUrlOf,
    onChange: owners.tell,
    clock,
    logger,
  });
  const demo = createDemo({
    ...{ commands, serverUrl: connection.serverUrl, simulate: runSimulation, clock, logger },
    onChange: (state) => hub.emit('demo:changed', state),
  });
  const forget = [polls.onChange((changed) => hub.emit('polls:changed', changed)), forwardJoinAddresses(connection, hub)];
  const services = { connection, shell, polls, results, commands, reports, demo, clock };
  return {
    firstUp: connection.firstUp,
    openSession(send, options) {
      const jobs = owners.openWindow(send, options);
      const unsubscribe = hub.on(send);
      const watcher = results.createWatcher((snapshots) => send('results:changed', snapshots));
      return {
        handlers: createHandlers(services, { watcher, jobs }),
        stop() {
          unsubscribe();
          jobs.close();
          watcher.stop();
        },
      };
    },
    joinAddresses: connection.joinAddresses,
    isReadingBroken: () => results.isReadingBroken() || polls.trouble() !== null,
    ownsServer: connection.ownsServer,
    async startDemo() {
      await demo.start();
    },
    findReport: reports.find,
    stop: () => stopServices({ forget, demo, reports, results, polls, connection }),
  };
}

interface Stopped {
  readonly forget: readonly (() => void)[];
  readonly demo: { stop(): Promise<void> };
  readonly reports: ReportJobs;
  readonly results: ResultsFeed;
  readonly polls: { stop(): Promise<void> };
  readonly connection: { stop(): Promise<void> };
}

async function stopServices({ forget, demo, reports, results, polls, connection }: Stopped): Promise<void> {
  forget.forEach((unsubscribe) => unsubscribe());
  await demo.stop();
  await reports.stop();
  await results.stop();
  await polls.stop();
  await connection.stop();
}

function forwardJoinAddresses(connection: Connection, hub: EventHub): () => void {
  let last = JSON.stringify(connection.joinAddresses());
  return connection.onChange(() => {
    const addresses = connection.joinAddresses();
    const text = JSON.stringify(addresses);
    if (text === last) return;
    last = text;
    hub.emit('join:changed', addresses);
  });
}

/** For a report, which people expect to take a moment: as long as there is at most between two attempts, and one of them. */
const historyPatienceMs = 15_000;

interface OpenReportData {
  readonly wish: ReportWish;
  readonly signal: AbortSignal;
  readonly connection: Connection;
  readonly results: ResultsFeed;
}

/** A final result is reported on only once history is as far; of an open poll, what history has so far. */
async function openReportData({ wish, signal, connection, results }: OpenReportData): Promise<ReportData> {
  const history = await untilAborted(signal, reachHistory(connection, historyPatienceMs));
  const { poll, run } = wish;
  const result = await results.readResult(poll, run);
  const isPast = poll.state === 'closed' || currentRun(poll)?.run !== run.run;
  if (result.final && isPast) await awaitHistory({ history, run, result, signal });
  return { history, readResult: results.readResult };
}

/** A history that never comes must not keep a report from being cancelled. */
function untilAborted<T>(signal: AbortSignal, wanted: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const cancel = () => reject(new Failure('cancelled', 'The report was cancelled.'));
    if (signal.aborted) cancel();
    signal.addEventListener('abort', cancel, { once: true });
    wanted.then(resolve, reject);
  });
}
