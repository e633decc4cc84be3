import { decodeVotesRecord, encodePartial, encodeStatus } from '../../core/contract/topics.ts';
import { Failure } from '../../core/domain/failure.ts';
import { partialOf } from '../../core/domain/result.ts';
import type { RunState, TallyState } from '../../core/domain/tally.ts';
import { foldRecord } from '../../core/domain/tally.ts';
import { hashOf } from '../../core/domain/vote.ts';
import type { EventLog, NewRecord, RecordBatch } from '../../core/ports/event-log.ts';
import type { TallyStateStore } from '../../core/ports/tally-state-store.ts';
import { createCheckpoints } from './checkpoints.ts';
import { loadTallyState } from './load-state.ts';
import { createPublisher } from './publisher.ts';

const statusEveryMs = 1_000;
const checkpointEveryMs = 3_000;
/** While this many records wait to be published, folding pauses. */
const maxWaitingRecords = 20_000;

export interface TallyRole {
  /** Resolves when all that was in the log at the start is folded. */
  readonly caughtUp: Promise<void>;
  stop(): Promise<void>;
}

interface Options {
  readonly log: EventLog;
  readonly state: TallyStateStore;
  readonly clock: () => number;
  readonly onFailure: (failure: Failure) => void;
}

interface Partition {
  readonly state: TallyState;
  readonly dirty: Set<RunState>;
  stopped: string | null;
  toldUpTo: number;
}

/**
 * Folds the votes topic and publishes partials: at once when something changes, then at most every 50 ms, and always the
 * last state of each second of the log's time, so that a timeline has every second however fast the log is read.
 */
export async function startTally({ log, state: store, clock, onFailure }: Options): Promise<TallyRole> {
  const resultsPartitions = await log.partitions('results');
  const partitions = await loadPartitions(log, store, onFailure);
  const publisher = createPublisher({ log, collect: collectDirty, clock, onFailure });
  const checkpoints = createCheckpoints({ store, onFailure });

  const placeOf = (pollId: string) => hashOf(pollId) % resultsPartitions;
  const encode = (partition: number, { tally }: RunState): NewRecord =>
    encodePartial(placeOf(tally.marker.pollId), partialOf(partition, tally));

  function collectDirty(): NewRecord[] {
    const records: NewRecord[] = [];
    partitions.forEach(({ dirty }, partition) => {
      for (const run of dirty) records.push(encode(partition, run));
      dirty.clear();
    });
    return records;
  }

  async function onBatch({ partition, records }: RecordBatch): Promise<void> {
    const folding = partitions[partition];
    if (folding === undefined || folding.stopped !== null) return;
    const { state, dirty } = folding;
    for (const record of records) {
      if (record.offset > state.offset) {
        folding.stopped = holeMessage(partition, state.offset, record.offset);
        onFailure(new Failure('log-incomplete', folding.stopped));
        break;
      }
      if (dirty.size > 0 && secondOf(record.timestamp) > secondOf(state.time)) {
        publisher.add([...dirty].map((run) => encode(partition, run)));
        dirty.clear();
      }
      const touched = foldRecord(state, { offset: record.offset, timestamp: record.timestamp, record: decodeVotesRecord(record) });
      if (touched !== undefined) dirty.add(touched);
    }
    if (dirty.size > 0) publisher.wake();
    if (publisher.waiting() > maxWaitingRecords) await publisher.drained();
  }

  async function tellStatus(): Promise<void> {
    const time = clock();
    const ends = await log.ends('votes');
    const records = partitions.flatMap((folding, partition) => {
      const { state, stopped } = folding;
      const end = ends[partition] ?? state.offset;
      const someRunIsOpen = [...state.runs.values()].some(({ tally }) => tally.closedAt === null);
      if (!someRunIsOpen && stopped === null && folding.toldUpTo === state.offset && end === state.offset) return [];
      folding.toldUpTo = state.offset;
      const status = { partition, folded: state.offset, end, time, foldedTime: state.time, unreadable: state.unreadable, stopped };
      return [encodeStatus(0, status)];
    });
    publisher.add(records);
  }

  const guard = (work: () => Promise<void>) => () => {
    work().catch((error: unknown) => {
      if (!(error instanceof Failure)) throw error;
      onFailure(error);
    });
  };

  partitions.forEach((folding) => {
    for (const run of folding.state.runs.values()) folding.dirty.add(run);
  });
  const subscription = log.subscribe('votes', {
    from: (partition) => partitions[partition]?.state.offset ?? 0,
    group: 'tally',
    onBatch,
    onFailure(failure) {
      if (!failure.retriable) for (const folding of partitions) folding.stopped ??= failure.message;
      onFailure(failure);
    },
  });
  publisher.wake();
  guard(tellStatus)();
  const saveAll = () => checkpoints.save(partitions.map(({ state }) => state));
  const timers = [setInterval(guard(tellStatus), statusEveryMs), setInterval(guard(saveAll), checkpointEveryMs)];
  return {
    caughtUp: subscription.caughtUp,
    async stop() {
      timers.forEach(clearInterval);
      await subscription.stop();
      await publisher.stop();
      await saveAll();
    },
  };
}

async function loadPartitions(log: EventLog, store: TallyStateStore, onFailure: (failure: Failure) => void): Promise<Partition[]> {
  const ends = await log.ends('votes');
  const begins = await log.begins('votes');
  return Promise.all(
    ends.map(async (end, partition) => {
      const state = await loadTallyState(store, partition);
      const begin = begins[partition] ?? 0;
      const fits = state.offset <= end && state.offset >= begin;
      if (fits) return { state, dirty: new Set<RunState>(), stopped: null, toldUpTo: -1 };
      const stopped = state.offset > end ? cutMessage(partition, state.offset, end) : holeMessage(partition, state.offset, begin);
      onFailure(new Failure('log-incomplete', stopped));
      return { state, dirty: new Set<RunState>(), stopped, toldUpTo: -1 };
    }),
  );
}

function secondOf(ms: number): number {
  return Math.floor(ms / 1000);
}

function holeMessage(partition: number, expected: number, found: number): string {
  return `Votes partition ${partition} misses the records from ${expected} to ${found - 1}. The result is incomplete: it is not counted on until the log is restored.`;
}

function cutMessage(partition: number, expected: number, end: number): string {
  return `Votes partition ${partition} ends at ${end}, but ${expected} records were counted before: the log was cut off or replaced. The result is incomplete until the log is restored.`;
}
