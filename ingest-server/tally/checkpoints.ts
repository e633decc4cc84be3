import { packBallots } from '../../core/domain/ballots/ballot-batch.ts';
import type { Failure } from '../../core/domain/failure.ts';
import { Failure as FailureError } from '../../core/domain/failure.ts';
import type { RunState, TallyState } from '../../core/domain/tally.ts';
import { foldVersion } from '../../core/domain/tally.ts';
import type { TallyCheckpoint, TallyStateStore } from '../../core/ports/tally-state-store.ts';

/** About 64 KB: a store writes one at a time, and other work of the thread gets its turn between. */
const ballotsPerBatch = 1_000;

export interface Checkpoints {
  /** Saves what changed since the last call; one save at a time, a call during a save waits for it and saves what came after. */
  save(states: readonly TallyState[]): Promise<void>;
}

export function createCheckpoints({ store, onFailure }: { store: TallyStateStore; onFailure: (failure: Failure) => void }): Checkpoints {
  const savedOffsets = new Map<number, number>();
  const dropped = new Set<string>();
  let running: Promise<void> = Promise.resolve();

  async function saveOne(state: TallyState): Promise<void> {
    if (savedOffsets.get(state.partition) === state.offset) return;
    const { checkpoint, taken } = takeCheckpoint(state, dropped);
    try {
      await store.save(checkpoint);
      savedOffsets.set(state.partition, checkpoint.saved.offset);
      for (const runKey of checkpoint.droppedRuns) dropped.add(`${state.partition}:${runKey}`);
    } catch (error) {
      if (!(error instanceof FailureError)) throw error;
      giveBack(taken);
      onFailure(error);
    }
  }

  return {
    save(states) {
      running = running.then(async () => {
        for (const state of states) await saveOne(state);
      });
      return running;
    },
  };
}

/** The fold as it stands, independent of what is folded later. */
function takeCheckpoint(state: TallyState, dropped: ReadonlySet<string>): { checkpoint: TallyCheckpoint; taken: readonly Taken[] } {
  const runs = [...state.runs.values()];
  const taken = runs.map((run) => ({ run, rows: run.ballots.takeChanged() }));
  const changed = taken.flatMap(({ run, rows }) => [...inBatches(rows)].map((some) => ({ runKey: run.key, ...packBallots(run, some) })));
  const droppedRuns = runs
    .filter(({ key, tally }) => tally.closedAt !== null && !dropped.has(`${state.partition}:${key}`))
    .map(({ key }) => key);
  const { offset, time, unreadable } = state;
  const saved = { offset, foldVersion, time, unreadable, runs: runs.map(({ tally }) => ({ ...tally, counts: [...tally.counts] })) };
  return { checkpoint: { partition: state.partition, saved, changed, droppedRuns }, taken };
}

/** Ballots of a run that are in a checkpoint. */
interface Taken {
  readonly run: RunState;
  readonly rows: readonly number[];
}

function* inBatches(rows: readonly number[]): Generator<readonly number[]> {
  for (let start = 0; start < rows.length; start += ballotsPerBatch) yield rows.slice(start, start + ballotsPerBatch);
}

/** After a save that failed: these are still to be saved, unless their run has closed meanwhile. */
function giveBack(taken: readonly Taken[]): void {
  for (const { run, rows } of taken) if (run.tally.closedAt === null) run.ballots.giveBack(rows);
}
