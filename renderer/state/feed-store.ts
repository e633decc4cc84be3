import { createStore } from 'zustand/vanilla';
import type { Feed } from '../../core/contract/bridge.ts';
import { messageOf } from '../../core/domain/failure.ts';
import type { BridgeClient } from '../bridge.ts';

export interface FeedState {
  readonly feed: Feed;
  readonly isRetrying: boolean;
  load(): Promise<void>;
  apply(feed: Feed): void;
  retry(): Promise<void>;
}

export type FeedStore = ReturnType<typeof createFeedStore>;

/** How fresh the numbers on screen are. */
export function createFeedStore(bridge: BridgeClient, clock: () => number) {
  return createStore<FeedState>()((set, get) => {
    const fail = (error: unknown) =>
      set({ feed: { state: 'failed', since: clock(), lagVotes: 0, lagSeconds: 0, message: messageOf(error) } });
    let told = 0;
    return {
      feed: { state: 'connecting', since: clock(), lagVotes: 0, lagSeconds: 0, message: null },
      isRetrying: false,
      async load() {
        const before = told;
        try {
          const feed = await bridge.call('feed:read');
          // What was told meanwhile is newer than the answer.
          if (told === before) set({ feed });
        } catch (error) {
          fail(error);
        }
      },
      apply(feed) {
        told += 1;
        set({ feed });
      },
      async retry() {
        if (get().isRetrying) return;
        set({ isRetrying: true });
        try {
          await bridge.call('feed:retry');
        } catch (error) {
          fail(error);
        } finally {
          set({ isRetrying: false });
        }
      },
    };
  });
}
