import { createStore } from 'zustand/vanilla';
import type { Snapshot } from '../../core/contract/bridge.ts';

/** Runs a callback before the next frame is drawn. */
export type RequestFrame = (callback: () => void) => void;

export interface ResultsState {
  /** The newest snapshot of each poll seen, in its current run. */
  readonly byPoll: ReadonlyMap<string, Snapshot>;
  /** The one poll whose screen is held still, and what it shows meanwhile. */
  readonly held: Snapshot | null;
  /** Takes snapshots at any pace; the screen hears of them once per frame. */
  receive(snapshots: readonly Snapshot[]): void;
  /** Holds the poll's numbers on screen; they go on being counted. */
  hold(pollId: string): void;
  release(): void;
}

export type ResultsStore = ReturnType<typeof createResultsStore>;

export function createResultsStore(requestFrame: RequestFrame) {
  const pending = new Map<string, Snapshot>();
  return createStore<ResultsState>()((set, get) => {
    function flush(): void {
      const byPoll = new Map(get().byPoll);
      for (const [pollId, snapshot] of pending) byPoll.set(pollId, snapshot);
      pending.clear();
      const { held } = get();
      // Numbers of an earlier run are not this poll's any more.
      const isOver = held !== null && byPoll.get(held.pollId)?.run !== held.run;
      set({ byPoll, held: isOver ? null : held });
    }
    return {
      byPoll: new Map(),
      held: null,
      receive(snapshots) {
        if (snapshots.length === 0) return;
        if (pending.size === 0) requestFrame(flush);
        for (const snapshot of snapshots) {
          const known = pending.get(snapshot.pollId) ?? get().byPoll.get(snapshot.pollId);
          if (known === undefined || known.run <= snapshot.run) pending.set(snapshot.pollId, snapshot);
        }
      },
      hold(pollId) {
        set({ held: get().byPoll.get(pollId) ?? null });
      },
      release() {
        set({ held: null });
      },
    };
  });
}

/** What the screen shows of a poll: the held numbers while they are held. */
export function shownSnapshot(state: ResultsState, pollId: string): Snapshot | undefined {
  return state.held?.pollId === pollId ? state.held : state.byPoll.get(pollId);
}

/** Votes that came in behind held numbers. */
export function votesBehindHold(state: ResultsState): number {
  if (state.held === null) return 0;
  const now = state.byPoll.get(state.held.pollId);
  if (now === undefined) return 0;
  return Math.max(0, now.voters + now.duplicates - state.held.voters - state.held.duplicates);
}
