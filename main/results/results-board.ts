import type { Snapshot } from '../../core/contract/bridge.ts';
import { decodeResultsRecord } from '../../core/contract/topics.ts';
import type { Poll, Run } from '../../core/domain/poll.ts';
import { runKeyOf } from '../../core/domain/poll.ts';
import type { PartialBoard, Result, RunPartial, TallyStatus } from '../../core/domain/result.ts';
import { mergePartial, resultOf } from '../../core/domain/result.ts';
import type { ServerStatus } from '../../core/domain/server-status.ts';
import type { LogRecord } from '../../core/ports/event-log.ts';
import { createServerBoard } from './server-board.ts';
import type { ServerBoard } from './server-board.ts';
import type { VoteRate } from './vote-rate.ts';
import { createVoteRate } from './vote-rate.ts';

/** How far one run, or all of them, is behind the log. */
export interface Lag {
  readonly votes: number;
  readonly seconds: number;
}

/** Everything the `results` topic has told so far, merged. */
export interface ResultsBoard {
  /** Merges a record; returns the key of the run that changed, 'status' or 'server' where one of these came, else undefined. */
  take(record: LogRecord): string | undefined;
  /** Merges what history knows; it neither counts as traffic nor replaces anything newer. */
  merge(partials: readonly RunPartial[]): void;
  /** From now on a run's first partial counts as traffic rather than as what was there before, and servers speak of this moment. */
  startCounting(): void;
  knows(runKey: string): boolean;
  resultOf(poll: Poll, run: Run): Result;
  snapshotOf(poll: Poll, run: Run, now: number): Snapshot;
  /** Over all votes partitions. */
  lag(now: number): Lag;
  /** Records that could not be understood: of `results` by us, of `votes` by the tally, as far as they belong to no run. */
  skipped(): { readonly votes: number; readonly results: number };
  readonly servers: ServerBoard;
}

/** Statuses come once a second: one that is older than this adds to the lag. */
const statusDueMs = 2000;

export interface ResultsBoardOptions {
  readonly clock: () => number;
}

export function createResultsBoard({ clock }: ResultsBoardOptions): ResultsBoard {
  const partials: PartialBoard = new Map();
  const statuses = new Map<number, { readonly status: TallyStatus; readonly arrivedAt: number }>();
  const rates = new Map<string, VoteRate>();
  const servers = createServerBoard();
  /** By partition of the topic: after a new beginning what was skipped before is not counted again. */
  const seenUpTo = new Map<number, number>();
  let skippedResults = 0;
  let counting = false;

  const takePartial = (partial: RunPartial): string | undefined => {
    const runKey = runKeyOf(partial.pollId, partial.run);
    const before = partials.get(runKey)?.get(partial.partition);
    if (!mergePartial(partials, runKey, partial)) return undefined;
    const base = before === undefined ? (counting ? 0 : receivedOf(partial)) : receivedOf(before);
    const votes = receivedOf(partial) - base;
    if (votes > 0) rateOf(rates, runKey).add(votes, partial.time);
    return runKey;
  };
  const takeStatus = (status: TallyStatus): string | undefined => {
    const known = statuses.get(status.partition);
    if (known !== undefined && known.status.time > status.time) return undefined;
    statuses.set(status.partition, { status, arrivedAt: clock() });
    servers.takeStatus(status, clock());
    return 'status';
  };
  /** Of what was in the log before us, only the log knows how old it is. */
  const takeServer = (server: ServerStatus, timestamp: number): string => {
    servers.takeServer(server, counting ? clock() : Math.min(clock(), timestamp));
    return 'server';
  };
  const resultFor = (poll: Poll, run: Run): Result => {
    const ofRun = [...(partials.get(runKeyOf(poll.id, run.run))?.values() ?? [])];
    const id = { pollId: poll.id, run: run.run, partitions: run.partitions, options: poll.content.options.map(({ number }) => number) };
    return resultOf(id, ofRun, statusesOf(statuses));
  };

  return {
    take(record) {
      const { partition, offset } = record;
      const isNew = offset > (seenUpTo.get(partition) ?? -1);
      if (isNew) seenUpTo.set(partition, offset);
      const decoded = decodeResultsRecord(record.value);
      if (decoded === undefined) {
        if (isNew) skippedResults += 1;
        return undefined;
      }
      switch (decoded.kind) {
        case 'partial':
          return takePartial(decoded);
        case 'status':
          return takeStatus(decoded);
        case 'server':
          return takeServer(decoded, record.timestamp);
      }
    },
    merge(found) {
      for (const partial of found) mergePartial(partials, runKeyOf(partial.pollId, partial.run), partial);
    },
    startCounting: () => void (counting = true),
    knows: (runKey) => partials.has(runKey),
    resultOf: resultFor,
    snapshotOf(poll, run, now) {
      const result = resultFor(poll, run);
      const rate = rates.get(runKeyOf(poll.id, run.run)) ?? noTraffic;
      const lagSeconds = result.final
        ? 0
        : lagOf(
            [...statuses.values()].filter(({ status }) => status.partition < run.partitions),
            now,
          ).seconds;
      return { ...result, lagSeconds, votesPerSecond: rate.perSecond(now), spark: rate.spark(now) };
    },
    lag: (now) => lagOf([...statuses.values()], now),
    skipped: () => ({ votes: statusesOf(statuses).reduce((sum, { unreadable }) => sum + unreadable, 0), results: skippedResults }),
    servers,
  };
}

const noTraffic = createVoteRate();

function receivedOf(partial: RunPartial): number {
  return partial.voters + partial.duplicates + partial.repeats + partial.late + partial.invalid;
}

function rateOf(rates: Map<string, VoteRate>, runKey: string): VoteRate {
  const rate = rates.get(runKey) ?? createVoteRate();
  rates.set(runKey, rate);
  return rate;
}

type Arrived = { readonly status: TallyStatus; readonly arrivedAt: number };

function statusesOf(statuses: ReadonlyMap<number, Arrived>): TallyStatus[] {
  return [...statuses.values()].map(({ status }) => status);
}

/** The servers' clock and ours are never compared: a status tells its own distance, its age is measured here. */
function lagOf(statuses: readonly Arrived[], now: number): Lag {
  let votes = 0;
  let ms = 0;
  for (const { status, arrivedAt } of statuses) {
    const open = Math.max(0, status.end - status.folded);
    const age = now - arrivedAt;
    votes += open;
    ms = Math.max(ms, (open > 0 ? Math.max(0, status.time - status.foldedTime) : 0) + (age > statusDueMs ? age : 0));
  }
  return { votes, seconds: Math.round(ms / 100) / 10 };
}
