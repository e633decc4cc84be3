import type { Feed, Snapshot } from '../../core/contract/bridge.ts';
import type { Failure } from '../../core/domain/failure.ts';
import type { Poll, Run } from '../../core/domain/poll.ts';
import { currentRun, runKeyOf } from '../../core/domain/poll.ts';
import type { Result } from '../../core/domain/result.ts';
import type { RecordBatch, Subscription } from '../../core/ports/event-log.ts';
import type { Connection, Readers } from '../connection/connection.ts';
import type { Logger } from '../logger.ts';
import type { PollList } from '../polls/poll-list.ts';
import { nextFeed } from './feed-state.ts';
import { createResultsBoard } from './results-board.ts';
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
  let caughtUp = false;
  let logFailure: string | null = null;
  let lastStatusAt: number | null = null;
  let openSince: number | null = null;
  let subscription: Subscription | undefined;
  let stopped = false;

  const isRunning = (poll: Poll): boolean => {
    const run = currentRun(poll);
    return run !== undefined && !(poll.state === 'closed' && board.resultOf(poll, run).final);
  };
  const update = () => {
    if (stopped) return;
    const now = clock();
    const running = polls.list().some(isRunning);
    openSince = running ? (openSince ?? now) : null;
    const before = feed;
    feed = nextFeed(feed, {
      now,
      connection: connection.state(),
      logFailure,
      caughtUp,
      openSince,
      lastStatusAt,
      lag: board.lag(Infinity, now),
    });
    if (JSON.stringify(before) !== JSON.stringify(feed)) onFeed(feed);
  };
  const onBatch = ({ records }: RecordBatch) => {
    let statusCame = false;
    for (const record of records) {
      const changed = board.take(record);
      if (changed === 'status') statusCame = true;
      else if (changed !== undefined) senders.forEach((sender) => sender.runChanged(changed));
    }
    logFailure = null;
    if (!statusCame) return;
    if (caughtUp) lastStatusAt = clock();
    senders.forEach((sender) => sender.timePassed());
    update();
  };
  const onFailure = (failure: Failure) => {
    logger.error('the results feed failed', { error: failure, retriable: failure.retriable });
    logFailure = failure.message;
    update();
  };
  const subscribe = ({ log }: Readers) => {
    if (stopped) return;
    logFailure = null;
    const mine = log.subscribe('results', { from: 'start', onBatch, onFailure });
    subscription = mine;
    void mine.caughtUp.then(() => {
      if (subscription !== mine) return;
      board.startCounting();
      caughtUp = true;
      update();
      senders.forEach((sender) => sender.timePassed());
    });
  };
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
  const restart = async () => {
    await subscription?.stop();
    subscribe(await connection.readers);
    update();
  };
  const report = (error: unknown) => {
    logFailure = 'The results cannot be read. Votes that were recorded are safe. Retry; if it stays so, the log says more.';
    logger.error('the results cannot be read', { error });
    update();
  };

  connection.readers.then(subscribe).catch(report);
  const forget = [
    connection.onChange(update),
    polls.onChange((changed) => {
      senders.forEach((sender) => changed.forEach((poll) => sender.pollChanged(poll.id)));
      update();
    }),
  ];
  const timer = setInterval(() => {
    update();
    senders.forEach((sender) => sender.timePassed());
  }, tickMs);

  return {
    feed: () => feed,
    retry: () => void restart().catch(report),
    createWatcher(send) {
      const sender = createSnapshotSender({ send, snapshotOf, clock });
      senders.add(sender);
      const loadUnknown = async (pollId: string) => {
        const poll = polls.find(pollId);
        const run = poll === undefined ? undefined : currentRun(poll);
        if (poll === undefined || run === undefined) return;
        await loadFromHistory(poll, run);
        sender.pollChanged(pollId);
      };
      return {
        watch(pollIds) {
          sender.watch(pollIds);
          for (const pollId of pollIds)
            loadUnknown(pollId).catch((error: unknown) => logger.error('history could not be read', { pollId, error }));
        },
        stop() {
          senders.delete(sender);
          sender.stop();
        },
      };
    },
    async readSnapshot(poll, run) {
      await loadFromHistory(poll, run);
      return board.snapshotOf(poll, run, clock());
    },
    async readResult(poll, run) {
      await loadFromHistory(poll, run);
      return board.resultOf(poll, run);
    },
    async stop() {
      stopped = true;
      clearInterval(timer);
      forget.forEach((unsubscribe) => unsubscribe());
      senders.forEach((sender) => sender.stop());
      await subscription?.stop();
    },
  };
}
