import type { ReportJob } from '../core/contract/bridge.ts';
import { currentRun } from '../core/domain/poll.ts';
import type { AnswerContext } from './bridge/answer.ts';
import type { EventHub, SendEvent } from './bridge/event-hub.ts';
import { createEventHub } from './bridge/event-hub.ts';
import { createHandlers } from './bridge/handlers.ts';
import type { Connection } from './connection/connection.ts';
import type { Logger } from './logger.ts';
import { createPollCommands } from './polls/poll-commands.ts';
import { createPollList } from './polls/poll-list.ts';
import { awaitHistory } from './report/await-history.ts';
import type { ReportJobs } from './report/report-jobs.ts';
import { createReportJobs } from './report/report-jobs.ts';
import type { ReportData, ReportWish } from './report/report-source.ts';
import type { ResultsFeed } from './results/results-feed.ts';
import { createResultsFeed } from './results/results-feed.ts';
import type { SettingsStore } from './settings/settings-store.ts';
import type { ShellPort } from './shell-port.ts';
import { createDemo } from './simulate/demo.ts';
import { runSimulation } from './simulate/simulation.ts';

export interface DesktopOptions {
  readonly connection: Connection;
  readonly settings: SettingsStore;
  readonly shell: ShellPort;
  readonly clock: () => number;
  readonly logger: Logger;
}

/** One window or browser tab: it has polls of its own on screen. */
export interface Session {
  readonly context: AnswerContext;
  stop(): void;
}

/** Everything behind the bridge, without a shell. */
export interface Desktop {
  /** `send` is told what this window is told unasked. */
  openSession(send: SendEvent): Session;
  startDemo(): Promise<void>;
  findReport(jobId: string): ReportJob | undefined;
  stop(): Promise<void>;
}

export function startDesktop({ connection, settings, shell, clock, logger }: DesktopOptions): Desktop {
  const hub = createEventHub();
  const polls = createPollList({ connection, logger });
  const results = createResultsFeed({ connection, polls, clock, logger, onFeed: (feed) => hub.emit('feed:changed', feed) });
  const commands = createPollCommands(connection.api, polls);
  const reports = createReportJobs({
    openData: (wish, signal) => openReportData({ wish, signal, connection, results }),
    downloadUrlOf: shell.downloadUrlOf,
    onChange: (job) => hub.emit('report:changed', job),
    clock,
    logger,
  });
  const demo = createDemo({
    ...{ commands, serverUrl: connection.serverUrl, simulate: runSimulation, clock, logger },
    onChange: (state) => hub.emit('demo:changed', state),
  });
  const forget = [polls.onChange((changed) => hub.emit('polls:changed', changed)), forwardJoinAddresses(connection, hub)];
  const services = { connection, settings, shell, polls, results, commands, reports, demo };
  return {
    openSession(send) {
      const unsubscribe = hub.on(send);
      const watcher = results.createWatcher((snapshots) => send('results:changed', snapshots));
      return {
        context: { handlers: createHandlers(services, watcher), logger },
        stop() {
          unsubscribe();
          watcher.stop();
        },
      };
    },
    async startDemo() {
      await demo.start();
    },
    findReport: reports.find,
    stop: () => stopServices({ forget, demo, reports, results, polls }),
  };
}

interface Stopped {
  readonly forget: readonly (() => void)[];
  readonly demo: { stop(): Promise<void> };
  readonly reports: ReportJobs;
  readonly results: ResultsFeed;
  readonly polls: { stop(): Promise<void> };
}

async function stopServices({ forget, demo, reports, results, polls }: Stopped): Promise<void> {
  forget.forEach((unsubscribe) => unsubscribe());
  await demo.stop();
  await reports.stop();
  await results.stop();
  await polls.stop();
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

interface OpenReportData {
  readonly wish: ReportWish;
  readonly signal: AbortSignal;
  readonly connection: Connection;
  readonly results: ResultsFeed;
}

/** A final result is reported on only once history is as far; of an open poll, what history has so far. */
async function openReportData({ wish, signal, connection, results }: OpenReportData): Promise<ReportData> {
  const { history } = await connection.readers;
  const { poll, run } = wish;
  const result = await results.readResult(poll, run);
  const isPast = poll.state === 'closed' || currentRun(poll)?.run !== run.run;
  if (result.final && isPast) await awaitHistory({ id: { pollId: poll.id, run: run.run }, history, voters: result.voters, signal });
  return { history, readResult: results.readResult };
}
