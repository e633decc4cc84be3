import type { CallArgs, CallName, EventName, EventPayload, Feed } from '../../core/contract/bridge.ts';
import { callNames, eventNames } from '../../core/contract/bridge.ts';
import type { Poll } from '../../core/domain/poll.ts';
import type { PlaceHandlers } from '../bridge/answer.ts';
import { hostEvents } from '../bridge/answer.ts';
import type { SendEvent } from '../bridge/event-hub.ts';
import { callRemote } from './remote-call.ts';
import type { WindowJobs } from '../report/job-owners.ts';
import type { RemoteReports } from './remote-reports.ts';
import type { SocketBridge } from './socket-bridge.ts';

/** What comes over the wire is what the contract says, or undefined. */
export type CheckEvent = <E extends EventName>(event: E, payload: unknown) => EventPayload<E> | undefined;

export interface RemoteSessionOptions {
  readonly bridge: SocketBridge;
  readonly send: SendEvent;
  readonly reports: RemoteReports;
  readonly jobs: WindowJobs;
  /** Of the profile here. */
  readonly profileId: string;
  readonly clock: () => number;
  readonly check: CheckEvent;
}

const ofThisComputer: readonly EventName[] = hostEvents;

/** One window's calls, answered elsewhere. While there is no connection, what was last known stays on screen. */
export function openRemoteSession({ bridge, send, reports, jobs, profileId, clock, check }: RemoteSessionOptions): PlaceHandlers {
  let polls: readonly Poll[] = [];
  let feed: Feed = { state: 'connecting', since: clock(), lagVotes: 0, lagSeconds: 0, message: null };
  const forward = (event: EventName) => {
    bridge.on(event, (payload) => {
      const told = check(event, payload);
      if (told !== undefined) send(event, told);
    });
  };
  bridge.on('feed:changed', (payload) => (feed = check('feed:changed', payload) ?? feed));
  bridge.on('polls:changed', (payload) => (polls = merge(polls, (check('polls:changed', payload) ?? []) as readonly Poll[])));
  // The place over there has become another one: windows begin anew, as if the profile had been switched here.
  bridge.on('profile:switched', () => {
    polls = [];
    send('profile:switched', { id: profileId });
  });
  // Reports are told of by whoever fetches them.
  eventNames.filter((event) => event !== 'report:changed' && !ofThisComputer.includes(event)).forEach(forward);

  const forwarded = Object.fromEntries(
    callNames.map((name: CallName) => [name, (args: unknown) => callRemote(bridge, name, args as CallArgs<CallName>)]),
  ) as unknown as PlaceHandlers;
  return {
    ...forwarded,
    'polls:list': async () => {
      if (bridge.isConnected()) polls = (await callRemote(bridge, 'polls:list', undefined)) as readonly Poll[];
      return [...polls];
    },
    'feed:read': async () => (bridge.isConnected() ? callRemote(bridge, 'feed:read', undefined) : feed),
    'results:watch': async (args) => {
      const done = callRemote(bridge, 'results:watch', args);
      // It is told again with the next connection.
      if (bridge.isConnected()) await done;
      else done.catch(() => undefined);
    },
    'cluster:status': async () => {
      if (bridge.isConnected()) return callRemote(bridge, 'cluster:status', undefined);
      const problems = feed.message === null ? [] : [feed.message];
      return { at: clock(), problems, brokers: [], partitions: [], nodes: [], servers: [], lags: [] };
    },
    'report:start': async (args) => {
      const job = await reports.start(args);
      return job === null ? null : jobs.own(job);
    },
    'report:cancel': async ({ jobId }) => {
      jobs.check(jobId);
      await reports.cancel(jobId);
    },
    'report:reveal': async ({ jobId }) => {
      jobs.check(jobId);
      reports.reveal(jobId);
    },
  };
}

/** Of what was last known, as much as a person may want to look at without a connection. */
const mostKept = 2_000;

function merge(before: readonly Poll[], changed: readonly Poll[]): readonly Poll[] {
  const ids = new Set(changed.map(({ id }) => id));
  return [...changed, ...before.filter(({ id }) => !ids.has(id))].sort((a, b) => b.createdAt - a.createdAt).slice(0, mostKept);
}
