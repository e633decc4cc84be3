import { decodeResultsRecord } from '../../core/contract/topics.ts';
import type { Failure } from '../../core/domain/failure.ts';
import type { Poll } from '../../core/domain/poll.ts';
import { currentRun, runKeyOf } from '../../core/domain/poll.ts';
import type { PartialBoard, Result, TallyStatus } from '../../core/domain/result.ts';
import { mergePartial, resultOf } from '../../core/domain/result.ts';
import type { LogReader, RecordBatch } from '../../core/ports/event-log.ts';

/** The results as the `results` topic tells them. */
export interface ResultsBoard {
  /** The result of the poll's newest run; undefined before the first opening. */
  resultOf(poll: Poll): Result | undefined;
  /** Offset of the first close marker of a run in a votes partition, as the tally saw it; null before. */
  closedAt(pollId: string, run: number, partition: number): number | null;
  statuses(): readonly TallyStatus[];
  /** Called with the ids of polls whose numbers changed, once per batch read. */
  onChange(listener: (pollIds: ReadonlySet<string>) => void): void;
  readonly caughtUp: Promise<void>;
  stop(): Promise<void>;
}

interface Options {
  readonly log: LogReader;
  readonly onSkipped: (offset: number) => void;
  readonly onFailure: (failure: Failure) => void;
}

export function createResultsBoard({ log, onSkipped, onFailure }: Options): ResultsBoard {
  const board: PartialBoard = new Map();
  const statuses = new Map<number, TallyStatus>();
  const listeners: ((pollIds: ReadonlySet<string>) => void)[] = [];

  function onBatch({ records }: RecordBatch): void {
    const changed = new Set<string>();
    for (const { value, offset } of records) {
      const record = decodeResultsRecord(value);
      if (record === undefined) onSkipped(offset);
      else if (record.kind === 'status') statuses.set(record.partition, record);
      else if (record.kind === 'partial' && mergePartial(board, runKeyOf(record.pollId, record.run), record)) changed.add(record.pollId);
    }
    if (changed.size > 0) for (const listener of listeners) listener(changed);
  }

  const subscription = log.subscribe('results', { from: 'start', onBatch, onFailure });
  return {
    resultOf(poll) {
      const run = currentRun(poll);
      if (run === undefined) return undefined;
      const partials = board.get(runKeyOf(poll.id, run.run)) ?? new Map();
      const options = poll.content.options.map(({ number }) => number);
      return resultOf(
        { pollId: poll.id, run: run.run, partitions: run.partitions, options },
        [...partials.values()],
        [...statuses.values()],
      );
    },
    closedAt: (pollId, run, partition) => board.get(runKeyOf(pollId, run))?.get(partition)?.closedAt ?? null,
    statuses: () => [...statuses.values()],
    onChange: (listener) => listeners.push(listener),
    caughtUp: subscription.caughtUp,
    stop: () => subscription.stop(),
  };
}
