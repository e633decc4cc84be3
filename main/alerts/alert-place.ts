import type { CallResult, EventName, EventPayload, Feed, Snapshot } from '../../core/contract/bridge.ts';
import type { AlertFacts } from '../../core/domain/alert.ts';
import type { SendEvent } from '../bridge/event-hub.ts';
import type { Session } from '../host/desktop-host.ts';
import type { Logger } from '../logger.ts';

export type KnownPoll = CallResult<'polls:list'>[number];

/** What is known of the polls that alerts watch, wherever they are run: the same calls and events that a window has. */
export interface AlertPlace {
  find(pollId: string): KnownPoll | undefined;
  /** Undefined for a poll that was never opened, or of which nothing is known yet. */
  factsOf(pollId: string): AlertFacts | undefined;
  /** Names the polls whose results are wanted. */
  watch(pollIds: readonly string[]): void;
  /** The ids of all polls once they have been there and up to date for so long that whoever is missing is gone; until then undefined. */
  settledIds(): ReadonlySet<string> | undefined;
  stop(): void;
}

export interface AlertPlaceOptions {
  readonly openSession: (send: SendEvent) => Session;
  readonly clock: () => number;
  readonly logger: Logger;
  /** The results of polls came in. */
  readonly onResults: (pollIds: readonly string[]) => void;
  /** Another place is connected to: what is watched must be named again. */
  readonly onSwitched: () => void;
}

const settledAfterMs = 60_000;

export function openAlertPlace({ openSession, clock, logger, onResults, onSwitched }: AlertPlaceOptions): AlertPlace {
  const polls = new Map<string, KnownPoll>();
  const snapshots = new Map<string, Snapshot>();
  let feed: Feed = { state: 'connecting', since: clock(), lagVotes: 0, lagSeconds: 0, message: null };
  let watched: readonly string[] = [];
  const ask = (asking: Promise<unknown>) => {
    asking.catch((error: unknown) => logger.error('the polls that alerts watch could not be read', { error }));
  };
  const hear: { readonly [E in EventName]?: (payload: EventPayload<E>) => void } = {
    'polls:changed': (changed) => changed.forEach((poll) => polls.set(poll.id, poll)),
    'results:changed'(changed) {
      for (const snapshot of changed) snapshots.set(snapshot.pollId, snapshot);
      onResults(changed.map(({ pollId }) => pollId));
    },
    'feed:changed': (changed) => void (feed = changed),
    'profile:switched'() {
      polls.clear();
      snapshots.clear();
      watched = [];
      begin();
      onSwitched();
    },
  };
  const session = openSession((event, payload) => {
    (hear[event] as ((payload: unknown) => void) | undefined)?.(payload);
  });
  const { handlers } = session.context;
  function begin(): void {
    ask(handlers['polls:list'](undefined).then((list) => list.forEach((poll) => polls.set(poll.id, poll))));
    ask(handlers['feed:read'](undefined).then((known) => (feed = known)));
  }
  begin();

  return {
    find: (pollId) => polls.get(pollId),
    factsOf(pollId) {
      const poll = polls.get(pollId);
      const run = poll?.runs.at(-1);
      const snapshot = snapshots.get(pollId);
      if (poll === undefined || run === undefined || snapshot?.run !== run.run) return undefined;
      const { voters, duplicates, repeats, late, invalid, votesPerSecond } = snapshot;
      const now = clock();
      const isLost = feed.state === 'failed' || feed.state === 'stale';
      return {
        ...{ run: run.run, state: poll.state, voters, votesPerSecond, now, closesAt: run.closesAt },
        received: voters + duplicates + repeats + late + invalid,
        lagSeconds: Math.max(snapshot.lagSeconds, isLost ? (now - feed.since) / 1000 : 0),
        isCurrent: feed.state === 'live',
      };
    },
    watch(pollIds) {
      const wanted = [...pollIds].sort();
      if (wanted.join(' ') === watched.join(' ')) return;
      watched = wanted;
      ask(handlers['results:watch']({ pollIds: wanted }));
    },
    settledIds() {
      const isSettled = feed.state === 'live' && clock() - feed.since >= settledAfterMs && polls.size > 0;
      return isSettled ? new Set(polls.keys()) : undefined;
    },
    stop: () => session.stop(),
  };
}
