import type { BallotPacker } from '../../core/domain/ballots/ballot-batch.ts';
import { createBallotPacker } from '../../core/domain/ballots/ballot-batch.ts';
import type { Failure } from '../../core/domain/failure.ts';
import { Failure as FailureError } from '../../core/domain/failure.ts';
import type { RunState, TallyState } from '../../core/domain/tally.ts';
import { foldVersion } from '../../core/domain/tally.ts';
import type { RunBallots, TallyCheckpoint, TallyStateStore } from '../../core/ports/tally-state-store.ts';

/** About 64 KB: a store writes one at a time, and other work of the thread gets its turn between. */
const ballotsPerBatch = 1_000;

export interface Checkpoints {
  /** Saves what changed since the last call; one save at a time, a call during a save waits for it and saves what came after. */
  save(states: readonly TallyState[]): Promise<void>;
  /** Resolves when the partition may be folded on: its ballots are packed one batch after the other while they are saved. */
  untilSaved(partition: number): Promise<void>;
}

export function createCheckpoints({ store, onFailure }: { store: TallyStateStore; onFailure: (failure: Failure) => void }): Checkpoints {
  const packer = createBallotPacker();
  const savedOffsets = new Map<number, number>();
  const dropped = new Set<string>();
  let running: Promise<void> = Promise.resolve();
  let saving: { readonly partition: number; readonly done: Promise<void> } | undefined;

  async function saveAlone(state: TallyState): Promise<void> {
    if (savedOffsets.get(state.partition) === state.offset) return;
    const done = saveOne(state);
    saving = { partition: state.partition, done };
    await done.finally(() => (saving = undefined));
  }

  async function saveOne(state: TallyState): Promise<void> {
    const { checkpoint, taken } = takeCheckpoint({ state, dropped, packer });
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
        for (const state of states) await saveAlone(state);
      });
      return running;
    },
    async untilSaved(partition) {
      while (saving?.partition === partition) await saving.done;
    },
  };
}

interface CheckpointParts {
  readonly state: TallyState;
  /** Runs of which no ballots are saved any more. */
  readonly dropped: ReadonlySet<string>;
  readonly packer: BallotPacker;
}

/** The fold as it stands; nothing may be folded before all of `changed` is taken. */
function takeCheckpoint({ state, dropped, packer }: CheckpointParts): { checkpoint: TallyCheckpoint; taken: readonly Taken[] } {
  const runs = [...state.runs.values()];
  const taken = runs.map((run) => ({ run, rows: run.ballots.takeChanged() }));
  const droppedRuns = runs
    .filter(({ key, tally }) => tally.closedAt !== null && !dropped.has(`${state.partition}:${key}`))
    .map(({ key }) => key);
  const { offset, time, unreadable } = state;
  const saved = { offset, foldVersion, time, unreadable, runs: runs.map(({ tally }) => ({ ...tally, counts: [...tally.counts] })) };
  return { checkpoint: { partition: state.partition, saved, changed: packed(taken, packer), droppedRuns }, taken };
}

/** Ballots of a run that are in a checkpoint. */
interface Taken {
  readonly run: RunState;
  readonly rows: readonly number[];
}

function* packed(taken: readonly Taken[], packer: BallotPacker): Generator<RunBallots> {
  for (const { run, rows } of taken) {
    for (let start = 0; start < rows.length; start += ballotsPerBatch) {
      yield { runKey: run.key, ...packer.pack(run, rows.slice(start, start + ballotsPerBatch)) };
    }
  }
}

/** After a save that failed: these are still to be saved, unless their run has closed meanwhile. */
function giveBack(taken: readonly Taken[]): void {
  for (const { run, rows } of taken) if (run.tally.closedAt === null) run.ballots.giveBack(rows);
}
