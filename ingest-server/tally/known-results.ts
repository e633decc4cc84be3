import { decodeResultsRecord } from '../../core/contract/topics.ts';
import type { Failure } from '../../core/domain/failure.ts';
import { runKeyOf } from '../../core/domain/poll.ts';
import type { RunPartial } from '../../core/domain/result.ts';
import { isNewerPartial } from '../../core/domain/result.ts';
import type { LogReader, RecordBatch } from '../../core/ports/event-log.ts';

/** What has been published about the votes topic so far, by any worker: a witness of what the log once held. */
export interface KnownResults {
  /** The partial of a votes partition that counts the furthest. */
  furthest(partition: number): Pick<RunPartial, 'offset' | 'time'> | undefined;
  /** The newest partial of a run in a votes partition. */
  newest(partition: number, runKey: string): RunPartial | undefined;
  /** Rejects where `results` cannot be read at all. */
  readonly caughtUp: Promise<void>;
  stop(): Promise<void>;
}

interface Options {
  readonly log: LogReader;
  /** An older partial was written after a newer one (by a worker that was replaced): a compacted log would keep the older. */
  readonly onOverwritten: (partition: number, runKey: string) => void;
  readonly onFailure: (failure: Failure) => void;
}

export function createKnownResults({ log, onOverwritten, onFailure }: Options): KnownResults {
  const newest = new Map<string, RunPartial>();
  const furthest = new Map<number, RunPartial>();
  const keyOf = (partition: number, runKey: string) => `${partition}/${runKey}`;

  function take(partial: RunPartial): void {
    const { partition } = partial;
    const runKey = runKeyOf(partial.pollId, partial.run);
    const known = newest.get(keyOf(partition, runKey));
    if (known !== undefined && isNewerPartial(known, partial)) onOverwritten(partition, runKey);
    else newest.set(keyOf(partition, runKey), partial);
    if (partial.offset > (furthest.get(partition)?.offset ?? -1)) furthest.set(partition, partial);
  }

  function onBatch({ records }: RecordBatch): void {
    for (const { value } of records) {
      const record = decodeResultsRecord(value);
      if (record?.kind === 'partial') take(record);
    }
  }

  let fail: (failure: Failure) => void = () => undefined;
  const failed = new Promise<never>((_, reject) => (fail = reject));
  const subscription = log.subscribe('results', {
    from: 'start',
    onBatch,
    onFailure(failure) {
      onFailure(failure);
      if (!failure.retriable) fail(failure);
    },
  });
  const caughtUp = Promise.race([subscription.caughtUp, failed]);
  caughtUp.catch(() => undefined); // whoever waits for it is told; later failures went to onFailure
  return {
    furthest: (partition) => furthest.get(partition),
    newest: (partition, runKey) => newest.get(keyOf(partition, runKey)),
    caughtUp,
    stop: () => subscription.stop(),
  };
}
