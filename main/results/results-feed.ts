import type { ClusterStatus, Feed, Snapshot } from '../../core/contract/bridge.ts';
import type { Poll, Run } from '../../core/domain/poll.ts';
import { currentRun } from '../../core/domain/poll.ts';
import type { Result } from '../../core/domain/result.ts';
import type { LogRecord } from '../../core/ports/event-log.ts';
import type { Connection } from '../connection/connection.ts';
import { keepReading } from '../connection/steady-reader.ts';
import type { Logger } from '../logger.ts';
import type { PollList } from '../polls/poll-list.ts';
import { nextFeed } from './feed-state.ts';
import { createKnownResults } from './known-results.ts';
import { createResultsBoard } from './results-board.ts';
import type { SnapshotSender } from './snapshot-sender.ts';
import { createSnapshotSender } from './snapshot-sender.ts';

/** The live results: what the `results` topic says, merged, handed on in a bearable rhythm, with an honest state. */
export interface ResultsFeed {
  feed(): Feed;
  /** Reads the log again after a failure. */
  retry(): void;
  /** What went wrong does not pass by itself. */
  isReadingBroken(): boolean;
  /** One for each window. Snapshots come at once, then at most every 50 ms, only those that changed. */
  createWatcher(send: (snapshots: readonly Snapshot[]) => void): Watcher;
  /** The result of any run, from the feed or from history. */
  readSnapshot(poll: Poll, run: Run): Promise<Snapshot>;
  readResult(poll: Poll, run: Run): Promise<Result>;
  /** The servers that take part, how far they are behind, and what was skipped. */
  clusterView(): Pick<ClusterStatus, 'servers' | 'lags' | 'skipped'>;
  stop(): Promise<void>;
}

export interface Watcher {
  /** Names the polls on screen, replacing those named before. */
  watch(pollIds: readonly string[]): void;
  stop(): void;
}

export interface ResultsFeedOptions {
  readonly connection: Pick<Connection, 'state' | 'log' | 'history' | 'historyState' | 'onChange' | 'serversSpeak'>;
  readonly polls: Pick<PollList, 'find' | 'list' | 'onChange' | 'trouble' | 'skipped'>;
  readonly clock: () => number;
  readonly onFeed: (feed: Feed) => void;
  readonly logger: Logger;
}

const tickMs = 500;

export function createResultsFeed({ connection, polls, clock, onFeed, logger }: ResultsFeedOptions): ResultsFeed {
  const board = createResultsBoard({ clock });
  const senders = new Set<SnapshotSender>();
  let feed: Feed = { state: 'connecting', since: clock(), lagVotes: 0, lagSeconds: 0, message: null };
  let lastStatusAt: number | null = null;
  let lastServerAt: number | null = null;
  let hasHeardServer = false;
  let openSince: number | null = null;

  const isRunning = (poll: Poll): boolean => {
    const run = currentRun(poll);
    return run !== undefined && !(poll.state === 'closed' && board.resultOf(poll, run).final);
  };
  const update = () => {
    const now = clock();
    openSince = polls.list().some(isRunning) ? (openSince ?? now) : null;
    const heard = { caughtUp: reader.isCaughtUp(), reading: reader.trouble() ?? polls.trouble(), lastStatusAt };
    const servers = { lastServerAt, hasHeardServer };
    const before = feed;
    feed = nextFeed(feed, { now, connection: connection.state(), openSince, lag: board.lag(now), ...heard, ...servers });
    if (JSON.stringify(before) !== JSON.stringify(feed)) onFeed(feed);
  };
  const timePassed = () => {
    board.servers.sample(clock());
    update();
    for (const sender of senders) sender.timePassed();
  };
  const onRecords = (records: readonly LogRecord[]) => {
    const changed = new Set(records.map(board.take));
    for (const sender of senders) for (const runKey of changed) if (runKey?.includes(':')) sender.runChanged(runKey);
    if (!reader.isCaughtUp()) return;
    if (changed.has('server')) {
      lastServerAt = clock();
      hasHeardServer = true;
    }
    if (!changed.has('status')) return;
    lastStatusAt = clock();
    timePassed();
  };
  const onCaughtUp = () => {
    board.startCounting();
    if (connection.serversSpeak) lastServerAt = clock();
    hasHeardServer = board.servers.servers(clock()).some(({ up }) => up);
    timePassed();
  };
  const reader = keepReading({
    ...{ log: connection.log, topic: 'results', from: 'start', onCaughtUp, onChange: update, logger },
    onBatch: ({ records }) => onRecords(records),
  });

  const snapshotOf = (pollId: string): Snapshot | undefined => {
    const poll = polls.find(pollId);
    const run = poll === undefined ? undefined : currentRun(poll);
    return poll === undefined || run === undefined ? undefined : board.snapshotOf(poll, run, clock());
  };
  const known = createKnownResults({
    ...{ connection, board, logger, isCaughtUp: reader.isCaughtUp },
    onLoaded: (pollId) => senders.forEach((sender) => sender.pollChanged(pollId)),
  });
  const createWatcher = (send: (snapshots: readonly Snapshot[]) => void): Watcher => {
    const sender = createSnapshotSender({ send, snapshotOf, clock });
    senders.add(sender);
    return {
      watch(pollIds) {
        sender.watch(pollIds);
        for (const pollId of pollIds) known.loadSoon(polls.find(pollId));
      },
      stop() {
        senders.delete(sender);
        sender.stop();
      },
    };
  };

  const skipped = () => {
    const { votes, results } = board.skipped();
    const counts = [
      { topic: 'polls' as const, records: polls.skipped() },
      { topic: 'votes' as const, records: votes },
      { topic: 'results' as const, records: results },
    ];
    return counts.filter(({ records }) => records > 0);
  };
  const pollsChanged = (changed: readonly Poll[]) => {
    for (const sender of senders) {
      for (const poll of changed) {
        if (sender.isWatched(poll.id)) known.loadSoon(poll);
        sender.pollChanged(poll.id);
      }
    }
    update();
  };
  const forget = [connection.onChange(update), polls.onChange(pollsChanged)];
  const timer = setInterval(timePassed, tickMs);

  return {
    feed: () => feed,
    retry: reader.retry,
    isReadingBroken: () => reader.trouble()?.passing === false,
    createWatcher,
    async readSnapshot(poll, run) {
      await known.load(poll, run);
      return board.snapshotOf(poll, run, clock());
    },
    async readResult(poll, run) {
      await known.load(poll, run);
      return board.resultOf(poll, run);
    },
    clusterView: () => ({ servers: board.servers.servers(clock()), lags: board.servers.lags(clock()), skipped: skipped() }),
    async stop() {
      clearInterval(timer);
      for (const unsubscribe of forget) unsubscribe();
      for (const sender of senders) sender.stop();
      await reader.stop();
    },
  };
}
