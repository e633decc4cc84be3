import { unpackBallots } from '../../core/domain/ballots/ballot-batch.ts';
import { Failure, messageOf } from '../../core/domain/failure.ts';
import type { TallyState } from '../../core/domain/tally.ts';
import { createRunState, createTallyState } from '../../core/domain/tally.ts';
import type { TallyStateStore } from '../../core/ports/tally-state-store.ts';

/** The fold of a votes partition as last saved, or a fresh one where there is none that can be understood: all of it follows from the log. */
export async function loadTallyState(store: TallyStateStore, partition: number, onNote: (note: string) => void): Promise<TallyState> {
  try {
    const state = await readState(store, partition);
    if (state !== undefined) return state;
  } catch (error) {
    if (error instanceof Failure) throw error;
    onNote(`The saved count of votes partition ${partition} cannot be understood (${messageOf(error)}); it is counted again from the log.`);
  }
  await store.reset(partition);
  return createTallyState(partition);
}

async function readState(store: TallyStateStore, partition: number): Promise<TallyState | undefined> {
  const state = createTallyState(partition);
  const saved = await store.load(partition);
  if (saved === undefined) return undefined;
  state.offset = saved.offset;
  state.time = saved.time;
  state.unreadable = saved.unreadable;
  for (const tally of saved.runs) {
    const run = createRunState({ ...tally, counts: [...tally.counts] });
    state.runs.set(run.key, run);
  }
  for await (const batch of store.loadBallots(partition)) {
    const run = state.runs.get(batch.runKey);
    if (run !== undefined) unpackBallots(run, batch);
  }
  for (const { ballots } of state.runs.values()) ballots.takeChanged();
  return state;
}
