import { createStore } from 'zustand/vanilla';
import type { ClusterStatus } from '../../core/contract/bridge.ts';
import { messageOf } from '../../core/domain/failure.ts';
import type { BridgeClient } from '../bridge.ts';

export interface ClusterState {
  /** The last answer; stays when later ones fail. */
  readonly status: ClusterStatus | null;
  /** Why the last question was not answered, or null. */
  readonly failure: string | null;
  /** Asks every two seconds until the returned function is called. */
  watch(): () => void;
}

export type ClusterStore = ReturnType<typeof createClusterStore>;

/** Runs the callback once, unless the returned function is called before. */
export type StartTimer = (callback: () => void, ms: number) => () => void;

const intervalMs = 2000;

/** What can be seen of the place where polls are run. Nobody is asked while nobody looks. */
export function createClusterStore(bridge: BridgeClient, startTimer: StartTimer) {
  return createStore<ClusterState>()((set) => {
    async function ask(isWatched: () => boolean): Promise<void> {
      try {
        const status = await bridge.call('cluster:status');
        if (isWatched()) set({ status, failure: null });
      } catch (error) {
        if (isWatched()) set({ failure: messageOf(error) });
      }
    }

    return {
      status: null,
      failure: null,
      watch() {
        let isWatched = true;
        let cancel = () => {};
        const askOn = async () => {
          await ask(() => isWatched);
          if (isWatched) cancel = startTimer(() => void askOn(), intervalMs);
        };
        void askOn();
        return () => {
          isWatched = false;
          cancel();
        };
      },
    };
  });
}
