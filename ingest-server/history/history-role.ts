import { decodePollCommand, decodeResultsRecord, decodeVotesRecord } from '../../core/contract/topics.ts';
import { Failure } from '../../core/domain/failure.ts';
import type { Poll } from '../../core/domain/poll.ts';
import { runKeyOf } from '../../core/domain/poll.ts';
import { findQuestionType } from '../../core/domain/question-types/registry.ts';
import { applyCommand, createPollBook } from '../../core/domain/poll-book.ts';
import type { RunPartial } from '../../core/domain/result.ts';
import type { RoleLag } from '../../core/domain/server-status.ts';
import { timelinePointOf } from '../../core/domain/timeline.ts';
import type { LogReader, RecordBatch } from '../../core/ports/event-log.ts';
import type { HistoryWriter, SeenRun } from '../../core/ports/history-store.ts';
import { ballotRowOf } from './ballot-row.ts';
import { createHistoryBuffer } from './history-buffer.ts';
import { createReadingProgress } from './reading-progress.ts';
import type { WritingPace } from './writing-pace.ts';
import { createArrivalRate } from './writing-pace.ts';

const lookAtEndsMs = 1_000;

export interface HistoryRole {
  readonly caughtUp: Promise<void>;
  /** Of the partitions that this worker holds: what is read, which is written within seconds. */
  lags(): readonly RoleLag[];
  stop(): Promise<void>;
}

interface Options {
  readonly log: LogReader;
  readonly history: HistoryWriter;
  readonly pace: WritingPace;
  readonly clock: () => number;
  readonly onFailure: (failure: Failure) => void;
  /** Reading has ended for good: whoever runs this begins anew. */
  readonly onEnded: ((failure: Failure) => void) | undefined;
}

/** Writes ballots (from votes), timeline and last results (from results) and polls into history. Keeps nothing that cannot be read again. */
export function startHistory({ log, history, pace, clock, onFailure, onEnded }: Options): HistoryRole {
  const arrivals = createArrivalRate(clock);
  const buffer = createHistoryBuffer({ history, pace, votesPerSecond: arrivals.perSecond, onFailure });
  const progress = createReadingProgress();
  const seen = new Map<string, SeenRun>();
  const seenKey = (partition: number, pollId: string, run: number) => `${partition}/${runKeyOf(pollId, run)}`;

  function see(run: SeenRun): void {
    seen.set(seenKey(run.partition, run.marker.pollId, run.marker.run), run);
    void buffer.add({ runs: [run] });
  }

  function onVotes(batch: RecordBatch): Promise<void> {
    const { partition, records } = batch;
    for (const record of records) {
      const read = decodeVotesRecord(record);
      if (read.kind === 'open') {
        // As in the fold: of a type unknown here a run is not open.
        if (findQuestionType(read.marker.rule.type) === undefined) continue;
        if (!seen.has(seenKey(partition, read.marker.pollId, read.marker.run))) see({ partition, marker: read.marker, closedAt: null });
      } else if (read.kind === 'close') {
        const run = seen.get(seenKey(partition, read.marker.pollId, read.marker.run));
        if (run?.closedAt === null) see({ ...run, closedAt: record.offset });
      } else if (read.kind === 'vote') {
        const run = seen.get(seenKey(partition, read.vote.pollId, read.vote.run));
        const row = run && ballotRowOf(run, read.vote, record);
        if (row !== undefined) buffer.addBallot(row);
      }
    }
    return readUpTo('votes', batch);
  }

  function onResults(batch: RecordBatch): Promise<void> {
    const partials: RunPartial[] = [];
    for (const { value } of batch.records) {
      const record = decodeResultsRecord(value);
      if (record?.kind === 'partial') partials.push(record);
    }
    void buffer.add({ partials, timeline: partials.map(timelinePointOf) });
    return readUpTo('results', batch);
  }

  const book = createPollBook();
  function onPolls({ records }: RecordBatch): Promise<void> {
    const changed = new Map<string, Poll>();
    for (const { value } of records) {
      const command = decodePollCommand(value);
      const outcome = command && applyCommand(book, command);
      if (outcome?.accepted) changed.set(outcome.poll.id, outcome.poll);
    }
    return buffer.add({ polls: [...changed.values()] });
  }

  function readUpTo(topic: 'votes' | 'results', batch: RecordBatch): Promise<void> {
    progress.advance(topic, batch);
    const offset = (batch.records.at(-1)?.offset ?? -1) + 1;
    return buffer.add({ positions: [{ topic, partition: batch.partition, offset }] });
  }

  async function take(topic: 'votes' | 'results', partition: number): Promise<number> {
    if (topic === 'votes') {
      for (const run of await history.readSeenRuns(partition)) seen.set(seenKey(partition, run.marker.pollId, run.marker.run), run);
    }
    const position = (await history.readPositions(topic)).find((candidate) => candidate.partition === partition);
    const offset = position?.offset ?? (await log.begins(topic))[partition] ?? 0;
    progress.begin(topic, partition, offset);
    return offset;
  }

  function onReadFailure(failure: Failure): void {
    onFailure(failure);
    if (!failure.retriable) onEnded?.(failure);
  }

  const share = (topic: 'votes' | 'results') => ({
    from: (partition: number) => take(topic, partition),
    group: 'history',
    async onRevoked(partitions: readonly number[]) {
      await buffer.flushed();
      progress.forget(topic, partitions);
    },
    onFailure: onReadFailure,
  });
  const subscriptions = [
    log.subscribe('polls', { from: 'start', onBatch: onPolls, onFailure: onReadFailure }),
    log.subscribe('votes', { ...share('votes'), onBatch: onVotes }),
    log.subscribe('results', { ...share('results'), onBatch: onResults }),
  ];
  const lookAtEnds = () => {
    Promise.all([log.ends('votes'), log.ends('results')]).then(
      ([votes, results]) => {
        progress.sawEnds('votes', votes);
        arrivals.saw(votes.reduce((sum, end) => sum + end, 0));
        progress.sawEnds('results', results);
      },
      (error: unknown) => {
        if (!(error instanceof Failure)) throw error;
        onFailure(error);
      },
    );
  };
  const timer = setInterval(lookAtEnds, lookAtEndsMs);
  return {
    caughtUp: Promise.all(subscriptions.map((subscription) => subscription.caughtUp)).then(() => buffer.flushed()),
    lags: () => progress.lags(clock()),
    async stop() {
      clearInterval(timer);
      buffer.hurry();
      await Promise.all(subscriptions.map((subscription) => subscription.stop()));
      await buffer.stop();
    },
  };
}
