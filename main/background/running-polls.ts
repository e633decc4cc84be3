import type { Snapshot } from '../../core/contract/bridge.ts';
import type { Poll } from '../../core/domain/poll.ts';
import { isRunning, pollVersion } from '../../core/domain/poll.ts';
import type { Handlers } from '../bridge/answer.ts';
import type { SendEvent } from '../bridge/event-hub.ts';
import type { Logger } from '../logger.ts';

export type RunningPoll = Pick<Poll, 'id' | 'revision' | 'state'> & { readonly question: string };

/** What goes on in the place that is connected to, whether or not a window shows it. */
export interface Running {
  /** Not draft and not closed, newest first. */
  readonly polls: readonly RunningPoll[];
  /** Votes that count, over all of these polls. */
  readonly votes: number;
  /** Why results cannot be had, or null. */
  readonly trouble: string | null;
}

export interface RunningPolls {
  read(): Running;
  /** Returns an unsubscribe. */
  onChange(listener: () => void): () => void;
  /** Closes voting in every running poll; resolves when their results are final, or on their way for long. Rejects with the first Failure. */
  closeAll(): Promise<void>;
  stop(): void;
}

export interface RunningPollsOptions {
  /** A session like a window's, of a place that may be exchanged. */
  readonly openSession: (send: SendEvent) => { readonly context: { readonly handlers: Handlers }; stop(): void };
  readonly logger: Logger;
}

const mostWatched = 500;
const longestClosingMs = 10_000;

/** Follows the polls that run, for what must go on without a window. */
export function followRunningPolls({ openSession, logger }: RunningPollsOptions): RunningPolls {
  const listeners = new Set<() => void>();
  const polls = new Map<string, Poll>();
  const votes = new Map<string, number>();
  let trouble: string | null = null;
  let watched = '';

  const running = () => [...polls.values()].filter(isRunning).sort((a, b) => b.createdAt - a.createdAt);
  const tell = () => listeners.forEach((listener) => listener());
  const fail = (error: unknown) => logger.info('the running polls could not be followed', { error });
  const watch = () => {
    const ids = running().map(({ id }) => id);
    const key = ids.join(' ');
    if (key === watched) return;
    watched = key;
    session.context.handlers['results:watch']({ pollIds: ids.slice(0, mostWatched) }).catch(fail);
  };
  const takePolls = (changed: readonly unknown[]) => {
    for (const poll of changed as readonly Poll[]) {
      const known = polls.get(poll.id);
      if (known === undefined || pollVersion(poll) >= pollVersion(known)) polls.set(poll.id, poll);
    }
    watch();
    tell();
  };
  const takeResults = (snapshots: readonly Pick<Snapshot, 'pollId' | 'voters'>[]) => {
    for (const { pollId, voters } of snapshots) votes.set(pollId, voters);
    tell();
  };
  const load = async () => {
    const { handlers } = session.context;
    takePolls(await handlers['polls:list'](undefined));
    takeFeed(await handlers['feed:read'](undefined));
  };
  const takeFeed = (feed: { readonly state: string; readonly message: string | null }) => {
    const now = feed.state === 'failed' ? (feed.message ?? 'There are no results just now.') : null;
    if (now === trouble) return;
    trouble = now;
    tell();
  };
  const beginAnew = () => {
    polls.clear();
    votes.clear();
    trouble = null;
    watched = '';
    tell();
    load().catch(fail);
  };

  /** A closing that is not finished by then is finished by the next server that starts. */
  const untilNoneRuns = () =>
    new Promise<void>((resolve) => {
      const done = () => {
        clearTimeout(timer);
        listeners.delete(look);
        resolve();
      };
      const look = () => running().length === 0 && done();
      const timer = setTimeout(done, longestClosingMs);
      listeners.add(look);
      look();
    });

  const send = ((event: string, payload: never) => {
    if (event === 'polls:changed') takePolls(payload);
    if (event === 'results:changed') takeResults(payload);
    if (event === 'feed:changed') takeFeed(payload);
    if (event === 'profile:switched') beginAnew();
  }) as SendEvent;
  const session = openSession(send);
  load().catch(fail);

  return {
    read() {
      const now = running();
      return {
        polls: now.map(({ id, revision, state, content }) => ({ id, revision, state, question: content.question })),
        votes: now.reduce((sum, { id }) => sum + (votes.get(id) ?? 0), 0),
        trouble,
      };
    },
    onChange(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    async closeAll() {
      const closable = running().filter(({ state }) => state !== 'closing');
      for (const { id, revision } of closable) {
        await session.context.handlers['poll:command']({ pollId: id, revision, command: 'close' });
      }
      await untilNoneRuns();
    },
    stop() {
      listeners.clear();
      session.stop();
    },
  };
}
