import type { Failure } from '../../core/domain/failure.ts';
import { Failure as FailureError } from '../../core/domain/failure.ts';
import type { RunState, TallyState } from '../../core/domain/tally.ts';
import { foldVersion } from '../../core/domain/tally.ts';
import type { BallotChange, TallyCheckpoint, TallyStateStore } from '../../core/ports/tally-state-store.ts';

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
    const checkpoint = takeCheckpoint(state, dropped);
    try {
      await store.save(checkpoint);
      savedOffsets.set(state.partition, checkpoint.saved.offset);
      for (const runKey of checkpoint.droppedRuns) dropped.add(`${state.partition}:${runKey}`);
    } catch (error) {
      if (!(error instanceof FailureError)) throw error;
      giveBack(state, checkpoint.changed);
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

/** The fold as it stands, independent of what is folded later; ballots are immutable, so references do. */
function takeCheckpoint(state: TallyState, dropped: ReadonlySet<string>): TallyCheckpoint {
  const runs = [...state.runs.values()];
  const changed = runs.flatMap(takeChanged);
  const droppedRuns = runs
    .filter(({ key, tally }) => tally.closedAt !== null && !dropped.has(`${state.partition}:${key}`))
    .map(({ key }) => key);
  const { offset, time, unreadable } = state;
  const saved = { offset, foldVersion, time, unreadable, runs: runs.map(({ tally }) => ({ ...tally, counts: [...tally.counts] })) };
  return { partition: state.partition, saved, changed, droppedRuns };
}

function takeChanged(run: RunState): BallotChange[] {
  const changes: BallotChange[] = [];
  for (const voterId of run.changed) {
    const ballot = run.ballots.get(voterId);
    if (ballot !== undefined) changes.push({ runKey: run.key, voterId, ballot });
  }
  run.changed.clear();
  return changes;
}

/** After a save that failed: these are still to be saved, unless their run has closed meanwhile. */
function giveBack(state: TallyState, changed: readonly BallotChange[]): void {
  for (const { runKey, voterId } of changed) {
    const run = state.runs.get(runKey);
    if (run?.ballots.has(voterId)) run.changed.add(voterId);
  }
}
