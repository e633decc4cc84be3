import { unpackBallots } from '../../core/domain/ballots/ballot-batch.ts';
import type { TallyState } from '../../core/domain/tally.ts';
import { createRunState, createTallyState } from '../../core/domain/tally.ts';
import type { TallyStateStore } from '../../core/ports/tally-state-store.ts';

/** The fold of a votes partition as last saved, or a fresh one. */
export async function loadTallyState(store: TallyStateStore, partition: number): Promise<TallyState> {
  const state = createTallyState(partition);
  const saved = await store.load(partition);
  if (saved === undefined) {
    await store.reset(partition);
    return state;
  }
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
