import { Failure } from '../../core/domain/failure.ts';
import type { Poll, Run } from '../../core/domain/poll.ts';
import type { Connection, Readers } from '../connection/connection.ts';
import { readTimeline } from '../history/timeline-reader.ts';
import type { PollCommands } from '../polls/poll-commands.ts';
import { findPoll } from '../polls/poll-commands.ts';
import type { PollList } from '../polls/poll-list.ts';
import { reportFileName } from '../report/report-file-name.ts';
import type { ReportJobs } from '../report/report-jobs.ts';
import type { ResultsFeed, Watcher } from '../results/results-feed.ts';
import type { SettingsStore } from '../settings/settings-store.ts';
import type { ShellPort } from '../shell-port.ts';
import type { Demo } from '../simulate/demo.ts';
import type { Handlers } from './answer.ts';

export interface Services {
  readonly connection: Connection;
  readonly settings: SettingsStore;
  readonly shell: ShellPort;
  readonly polls: PollList;
  readonly results: ResultsFeed;
  readonly commands: PollCommands;
  readonly reports: ReportJobs;
  readonly demo: Demo;
}

/** One window's calls, each handed to the service that knows. */
export function createHandlers(services: Services, watcher: Watcher): Handlers {
  const { connection, settings, polls, results, commands, demo } = services;
  return {
    'app:info': async () => ({
      version: services.shell.version,
      shell: services.shell.kind,
      dataFolder: connection.dataFolder,
      profile: connection.profile,
      joinAddresses: connection.joinAddresses(),
    }),
    'polls:list': async () => polls.list(),
    'poll:create': (draft) => commands.create(draft),
    'poll:edit': ({ pollId, revision, draft }) => commands.edit(pollId, revision, draft),
    'poll:duplicate': ({ pollId }) => commands.duplicate(pollId),
    'poll:command': ({ pollId, revision, command }) => commands.order(pollId, revision, command),
    'results:watch': async ({ pollIds }) => watcher.watch(pollIds),
    'result:read': async (id) => {
      const poll = polls.find(id.pollId);
      const run = poll?.runs.find((candidate) => candidate.run === id.run);
      return poll === undefined || run === undefined ? null : results.readSnapshot(poll, run);
    },
    'feed:read': async () => results.feed(),
    'feed:retry': async () => {
      connection.retry();
      polls.retry();
      results.retry();
    },
    'history:timeline': async (args) => {
      const { poll } = findRun(polls, args);
      const { history } = await readersOf(connection);
      return readTimeline(poll, args, history);
    },
    ...reportHandlers(services),
    'demo:start': () => demo.start(),
    'demo:stop': () => demo.stop(),
    'settings:read': async () => settings.read(),
    'settings:write': (change) => settings.write(withoutUndefined(change)),
  };
}

type ReportCalls = Pick<Handlers, 'report:start' | 'report:cancel' | 'report:reveal'>;

function reportHandlers({ polls, reports, shell }: Services): ReportCalls {
  return {
    'report:start': async ({ pollId, run: number, report, step = 'second', bom = true }) => {
      const { poll, run } = findRun(polls, { pollId, run: number });
      const file = await shell.chooseReportFile(reportFileName({ poll, run, report }));
      return file === null ? null : reports.start({ poll, run, report, step }, { file, bom });
    },
    'report:cancel': async ({ jobId }) => reports.cancel(jobId),
    'report:reveal': async ({ jobId }) => {
      const job = reports.find(jobId);
      if (job?.state !== 'done') throw new Failure('not-found', 'There is no finished report to show.');
      shell.revealReport(job);
    },
  };
}

function findRun(polls: PollList, id: { readonly pollId: string; readonly run: number }): { readonly poll: Poll; readonly run: Run } {
  const poll = findPoll(polls, id.pollId);
  const run = poll.runs.find((candidate) => candidate.run === id.run);
  if (run === undefined) throw new Failure('not-found', `This poll has no run ${id.run}.`);
  return { poll, run };
}

/** A window must not wait for ever for a server that does not come up. */
async function readersOf(connection: Connection): Promise<Readers> {
  const state = connection.state();
  if (state.state === 'failed') throw new Failure('server-unreachable', state.message, { retriable: true });
  return connection.readers;
}

/** Settings are merged field by field: a field that is not given stays as it is. */
function withoutUndefined<T extends object>(change: T): { [K in keyof T]: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]: Exclude<T[K], undefined>;
  };
}
