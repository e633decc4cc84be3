import { encodePartial, encodeStatus } from '../../core/contract/topics.ts';
import { Failure } from '../../core/domain/failure.ts';
import type { RunPartial } from '../../core/domain/result.ts';
import { partialOf } from '../../core/domain/result.ts';
import type { RoleLag } from '../../core/domain/server-status.ts';
import { roleLagOf } from '../../core/domain/server-status.ts';
import type { RunState, TallyState } from '../../core/domain/tally.ts';
import { createTallyState } from '../../core/domain/tally.ts';
import { hashOf } from '../../core/domain/vote.ts';
import type { EventLog, NewRecord } from '../../core/ports/event-log.ts';
import type { TallyStateStore } from '../../core/ports/tally-state-store.ts';
import { createCheckpoints } from './checkpoints.ts';
import type { Folding } from './folding.ts';
import { createFolding, isBehind } from './folding.ts';
import { createKnownResults } from './known-results.ts';
import { loadTallyState } from './load-state.ts';
import { createPublisher } from './publisher.ts';

const statusEveryMs = 1_000;
const checkpointEveryMs = 3_000;
/** While this many records wait to be published, folding pauses. */
const maxWaitingRecords = 20_000;

export interface TallyRole {
  /** Resolves when all that was in the log at the start is folded. */
  readonly caughtUp: Promise<void>;
  /** Of the partitions that this worker holds, as of the last second. */
  lags(): readonly RoleLag[];
  stop(): Promise<void>;
}

interface Options {
  readonly log: EventLog;
  readonly state: TallyStateStore;
  readonly clock: () => number;
  readonly onFailure: (failure: Failure) => void;
  readonly onNote: (note: string) => void;
  /** Reading has ended for good: whoever runs this begins anew. Without it the partitions are stopped and results incomplete. */
  readonly onEnded: ((failure: Failure) => void) | undefined;
}

/** A partition in hand, and how far its log and its last status were. */
interface Held {
  readonly folding: Folding;
  end: number;
  toldUpTo: number;
}

/**
 * Folds the votes topic and publishes partials: at once when something changes, then at most every 50 ms, and always the
 * last state of each second of the log's time, so that a timeline has every second however fast the log is read.
 * In a group it folds the partitions it is given; two workers that hold the same one for a moment do no harm, as
 * partials are absolute.
 */
export async function startTally({ log, state: store, clock, onFailure, onNote, onEnded }: Options): Promise<TallyRole> {
  const resultsPartitions = await log.partitions('results');
  const partitions = new Map<number, Held>();
  const publisher = createPublisher({ log, collect: collectDirty, clock, onFailure });
  const checkpoints = createCheckpoints({ store, onFailure });
  const known = createKnownResults({ log, onOverwritten: publishAgain, onFailure: onKnownFailure });
  await known.caughtUp;

  function onKnownFailure(failure: Failure): void {
    onFailure(failure);
    if (!failure.retriable) onEnded?.(failure);
  }

  const encode = (partition: number, { tally }: RunState): NewRecord =>
    encodePartial(hashOf(tally.marker.pollId) % resultsPartitions, partialOf(partition, tally));
  const foldings = () => [...partitions.values()].map(({ folding }) => folding);

  function collectDirty(): NewRecord[] {
    return foldings().flatMap(({ state, dirty }) => {
      const records = [...dirty].map((run) => encode(state.partition, run));
      dirty.clear();
      return records;
    });
  }

  function publishAgain(partition: number, runKey: string): void {
    const folding = partitions.get(partition)?.folding;
    const run = folding?.state.runs.get(runKey);
    if (run === undefined || folding?.stopped !== null || isBehind(run, known.newest(partition, runKey))) return;
    folding.dirty.add(run);
    publisher.wake();
  }

  async function take(partition: number): Promise<number> {
    // Before the ends are asked: others may count on meanwhile, and what they publish then lies beyond these ends.
    const witness = known.furthest(partition);
    const [ends, begins] = await Promise.all([log.ends('votes'), log.begins('votes')]);
    const [begin = 0, end = 0] = [begins[partition], ends[partition]];
    const newest = (runKey: string) => known.newest(partition, runKey);
    const state = await loadState(partition, begin, newest);
    const folding = createFolding({
      ...{ state, begin, end, witness, newest },
      onSecond: (dirty) => publisher.add([...dirty].map((run) => encode(partition, run))),
      onStopped: (reason) => onFailure(new Failure('log-incomplete', reason)),
    });
    partitions.set(partition, { folding, end, toldUpTo: -1 });
    if (end > state.offset) onNote(`Votes partition ${partition} is counted from ${state.offset} on; the log is at ${end}.`);
    publisher.wake();
    return folding.readFrom;
  }

  /**
   * What was saved here may be from long ago, if others held the partition since: then the log may begin later by now. That
   * does no harm where every run that was open then is known to be closed.
   */
  async function loadState(partition: number, begin: number, newest: (runKey: string) => RunPartial | undefined): Promise<TallyState> {
    const state = await loadTallyState(store, partition, onNote);
    const isOutdated = [...state.runs.values()].every(({ key, tally }) => (tally.closedAt ?? newest(key)?.closedAt ?? null) !== null);
    if (state.offset >= begin || !isOutdated) return state;
    await store.reset(partition);
    return createTallyState(partition);
  }

  async function giveUp(revoked: readonly number[]): Promise<void> {
    const states = revoked.flatMap((partition) => partitions.get(partition)?.folding.state ?? []);
    await checkpoints.save(states);
    for (const partition of revoked) partitions.delete(partition);
  }

  async function tellStatus(): Promise<void> {
    const time = clock();
    const ends = await log.ends('votes');
    const records = [...partitions].flatMap(([partition, held]) => {
      const { state, stopped } = held.folding;
      held.end = Math.max(state.offset, ends[partition] ?? 0);
      const someRunIsOpen = [...state.runs.values()].some(({ tally }) => tally.closedAt === null);
      if (!someRunIsOpen && stopped === null && held.toldUpTo === state.offset && held.end === state.offset) return [];
      held.toldUpTo = state.offset;
      const { offset: folded, time: foldedTime, unreadable } = state;
      return [encodeStatus(0, { partition, folded, end: held.end, time, foldedTime, unreadable, stopped })];
    });
    publisher.add(records);
  }

  const guard = (work: () => Promise<void>) => () => {
    work().catch((error: unknown) => {
      if (!(error instanceof Failure)) throw error;
      onFailure(error);
    });
  };

  const subscription = log.subscribe('votes', {
    from: take,
    group: 'tally',
    onRevoked: giveUp,
    async onBatch({ partition, records, end }) {
      await checkpoints.untilSaved(partition);
      const held = partitions.get(partition);
      if (held === undefined) return;
      held.folding.fold(records);
      held.end = end;
      if (held.folding.dirty.size > 0) publisher.wake();
      if (publisher.waiting() > maxWaitingRecords) await publisher.drained();
    },
    onFailure(failure) {
      onFailure(failure);
      if (failure.retriable) return;
      if (onEnded !== undefined) onEnded(failure);
      else for (const folding of foldings()) folding.stop(failure.message);
    },
  });
  guard(tellStatus)();
  const saveAll = () => checkpoints.save(foldings().map(({ state }) => state));
  const timers = [setInterval(guard(tellStatus), statusEveryMs), setInterval(guard(saveAll), checkpointEveryMs)];
  return {
    caughtUp: subscription.caughtUp,
    lags: () => [...partitions].map(([partition, held]) => lagOf(partition, held, clock())),
    async stop() {
      timers.forEach(clearInterval);
      await subscription.stop();
      await known.stop();
      await publisher.stop();
      await saveAll();
    },
  };
}

function lagOf(partition: number, { folding: { state }, end }: Held, now: number): RoleLag {
  return roleLagOf({ role: 'tally', topic: 'votes', partition }, { done: state.offset, end, doneTime: state.time, now });
}
