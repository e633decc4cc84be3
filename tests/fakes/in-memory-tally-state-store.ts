import { foldVersion } from '../../core/domain/tally.ts';
import type { RunBallots, SavedTally, TallyStateStore } from '../../core/ports/tally-state-store.ts';

interface PartitionState {
  readonly saved: SavedTally;
  readonly ballots: readonly RunBallots[];
}

/** What outlives the stores that are opened on it, as a disk does; by partition. */
export type InMemoryTallyStates = Map<number, PartitionState>;

/** A tally state store in memory, for tests of whatever needs one. */
export function createInMemoryTallyStateStore(states: InMemoryTallyStates = new Map()): TallyStateStore {
  const current = (partition: number) => {
    const state = states.get(partition);
    return state?.saved.foldVersion === foldVersion ? state : undefined;
  };
  return {
    load: async (partition) => current(partition)?.saved,
    async *loadBallots(partition) {
      yield* current(partition)?.ballots ?? [];
    },
    async save({ partition, saved, changed, droppedRuns }) {
      const known = states.get(partition);
      const before = known?.saved.foldVersion === saved.foldVersion ? known.ballots : [];
      const taken = Array.from(changed, (some) => ({ ...some, rows: Uint8Array.from(some.rows) }));
      const ballots = [...before, ...taken].filter(({ runKey }) => !droppedRuns.includes(runKey));
      states.set(partition, { saved: structuredClone(saved), ballots });
    },
    reset: async (partition) => void states.delete(partition),
    stop: async () => undefined,
  };
}
