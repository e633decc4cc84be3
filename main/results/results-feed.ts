import type { Feed, Snapshot } from '../../core/contract/bridge.ts';
import type { Poll, Run } from '../../core/domain/poll.ts';
import { currentRun, runKeyOf } from '../../core/domain/poll.ts';
import type { Result } from '../../core/domain/result.ts';
import type { LogRecord } from '../../core/ports/event-log.ts';
import type { Connection } from '../connection/connection.ts';
import type { Logger } from '../logger.ts';
import type { PollList } from '../polls/poll-list.ts';
import { nextFeed } from './feed-state.ts';
import { createResultsBoard } from './results-board.ts';
import { createResultsReader } from './results-reader.ts';
import type { SnapshotSender } from './snapshot-sender.ts';
import { createSnapshotSender } from './snapshot-sender.ts';

/** The live results: what the `results` topic says, merged, handed on in a bearable rhythm, with an honest state. */
export interface ResultsFeed {
  feed(): Feed;
  /** Reads the log again after a failure. */
  retry(): void;
  /** One for each window. Snapshots come at once, then at most every 50 ms, only those that changed. */
  createWatcher(send: (snapshots: readonly Snapshot[]) => void): Watcher;
  /** The result of any run, from the feed or from history. */
  readSnapshot(poll: Poll, run: Run): Promise<Snapshot>;
  readResult(poll: Poll, run: Run): Promise<Result>;
  stop(): Promise<void>;
}

export interface Watcher {
  /** Names the polls on screen, replacing those named before. */
  watch(pollIds: readonly string[]): void;
  stop(): void;
}

export interface ResultsFeedOptions {
  readonly connection: Pick<Connection, 'state' | 'readers' | 'onChange'>;
  readonly polls: Pick<PollList, 'find' | 'list' | 'onChange'>;
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
  let openSince: number | null = null;

  const isRunning = (poll: Poll): boolean => {
    const run = currentRun(poll);
    return run !== undefined && !(poll.state === 'closed' && board.resultOf(poll, run).final);
  };
  const update = () => {
    const now = clock();
    openSince = polls.list().some(isRunning) ? (openSince ?? now) : null;
    const input = { logFailure: reader.failure(), caughtUp: reader.isCaughtUp(), openSince, lastStatusAt, lag: board.lag(now) };
    const before = feed;
    feed = nextFeed(feed, { now, connection: connection.state(), ...input });
    if (JSON.stringify(before) !== JSON.stringify(feed)) onFeed(feed);
  };
  const timePassed = () => {
    update();
    for (const sender of senders) sender.timePassed();
  };
  const onRecords = (records: readonly LogRecord[]) => {
    const changed = new Set(records.map(board.take));
    for (const sender of senders) for (const runKey of changed) if (runKey !== undefined && runKey !== 'status') sender.runChanged(runKey);
    if (!changed.has('status')) return;
    if (reader.isCaughtUp()) lastStatusAt = clock();
    timePassed();
  };
  const onCaughtUp = () => {
    board.startCounting();
    timePassed();
  };
  const reader = createResultsReader({ readers: connection.readers, onRecords, onCaughtUp, onChange: update, logger });

  const snapshotOf = (pollId: string): Snapshot | undefined => {
    const poll = polls.find(pollId);
    const run = poll === undefined ? undefined : currentRun(poll);
    return poll === undefined || run === undefined ? undefined : board.snapshotOf(poll, run, clock());
  };
  const loadFromHistory = async (poll: Poll, run: Run): Promise<void> => {
    if (board.knows(runKeyOf(poll.id, run.run))) return;
    const { history } = await connection.readers;
    board.merge(await history.readPartials({ pollId: poll.id, run: run.run }));
  };
  const createWatcher = (send: (snapshots: readonly Snapshot[]) => void): Watcher => {
    const sender = createSnapshotSender({ send, snapshotOf, clock });
    senders.add(sender);
    const loadUnknown = async (poll: Poll | undefined): Promise<void> => {
      const run = poll === undefined ? undefined : currentRun(poll);
      if (poll === undefined || run === undefined) return;
      await loadFromHistory(poll, run);
      sender.pollChanged(poll.id);
    };
    return {
      watch(pollIds) {
        sender.watch(pollIds);
        for (const pollId of pollIds) {
          loadUnknown(polls.find(pollId)).catch((error: unknown) => {
            logger.error('history could not be read', { pollId, error });
          });
        }
      },
      stop() {
        senders.delete(sender);
        sender.stop();
      },
    };
  };

  const pollsChanged = (changed: readonly Poll[]) => {
    for (const sender of senders) for (const poll of changed) sender.pollChanged(poll.id);
    update();
  };
  const forget = [connection.onChange(update), polls.onChange(pollsChanged)];
  const timer = setInterval(timePassed, tickMs);

  return {
    feed: () => feed,
    retry: reader.retry,
    createWatcher,
    async readSnapshot(poll, run) {
      await loadFromHistory(poll, run);
      return board.snapshotOf(poll, run, clock());
    },
    async readResult(poll, run) {
      await loadFromHistory(poll, run);
      return board.resultOf(poll, run);
    },
    async stop() {
      clearInterval(timer);
      for (const unsubscribe of forget) unsubscribe();
      for (const sender of senders) sender.stop();
      await reader.stop();
    },
  };
}
