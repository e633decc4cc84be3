import { Failure } from '../../core/domain/failure.ts';
import type { Poll, Run } from '../../core/domain/poll.ts';
import type { Connection } from '../connection/connection.ts';
import { reachHistory } from '../connection/connection.ts';
import { readTimeline } from '../history/timeline-reader.ts';
import type { PollCommands } from '../polls/poll-commands.ts';
import { findPoll } from '../polls/poll-commands.ts';
import type { PollList } from '../polls/poll-list.ts';
import type { WindowJobs } from '../report/job-owners.ts';
import { reportFileName } from '../report/report-file-name.ts';
import type { ReportJobs } from '../report/report-jobs.ts';
import type { ResultsFeed, Watcher } from '../results/results-feed.ts';
import type { ShellPort } from '../shell-port.ts';
import type { Demo } from '../simulate/demo.ts';
import type { PlaceHandlers } from './answer.ts';

export interface Services {
  readonly connection: Connection;
  readonly shell: ShellPort;
  readonly polls: PollList;
  readonly results: ResultsFeed;
  readonly commands: PollCommands;
  readonly reports: ReportJobs;
  readonly demo: Demo;
  readonly clock: () => number;
}

/** What belongs to one window. */
export interface WindowServices {
  readonly watcher: Watcher;
  readonly jobs: WindowJobs;
}

/** One window's calls of the connected place, each handed to the service that knows. */
export function createHandlers(services: Services, { watcher, jobs }: WindowServices): PlaceHandlers {
  const { connection, polls, results, commands, demo, clock } = services;
  return {
    'polls:list': async () => polls.list(),
    'poll:create': (draft) => commands.create(draft),
    'poll:edit': ({ pollId, revision, draft }) => commands.edit(pollId, revision, draft),
    'poll:duplicate': ({ pollId }) => commands.duplicate(pollId),
    'poll:command': ({ pollId, revision, command }) => commands.order(pollId, revision, command),
    'poll:schedule': ({ pollId, revision, closing }) => commands.schedule(pollId, revision, closing),
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
      return readTimeline(poll, args, await reachHistory(connection), clock());
    },
    ...reportHandlers(services, jobs),
    'demo:start': () => demo.start(),
    'demo:stop': () => demo.stop(),
    'cluster:status': async () => ({ at: clock(), ...(await connection.status()), ...results.clusterView() }),
  };
}

type ReportCalls = Pick<PlaceHandlers, 'report:start' | 'report:cancel' | 'report:reveal'>;

function reportHandlers({ polls, reports, shell }: Services, jobs: WindowJobs): ReportCalls {
  return {
    'report:start': async ({ pollId, run: number, report, step = 'second', bom = true }) => {
      const { poll, run } = findRun(polls, { pollId, run: number });
      const file = await shell.chooseReportFile(reportFileName({ poll, run, report }));
      return file === null ? null : jobs.own(reports.start({ poll, run, report, step }, { file, bom }));
    },
    'report:cancel': async ({ jobId }) => {
      jobs.check(jobId);
      reports.cancel(jobId);
    },
    'report:reveal': async ({ jobId }) => {
      jobs.check(jobId);
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
