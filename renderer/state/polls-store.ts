import { createStore } from 'zustand/vanilla';
import { messageOf } from '../../core/domain/failure.ts';
import type { BridgeClient } from '../bridge.ts';
import type { PollView } from '../model/view-types.ts';

export interface PollsState {
  readonly phase: 'loading' | 'ready' | 'failed';
  /** Why the list could not be had, when failed. */
  readonly message: string | null;
  readonly byId: ReadonlyMap<string, PollView>;
  load(): Promise<void>;
  /** Takes polls that changed or are new, in any order. */
  apply(polls: readonly PollView[]): void;
}

export type PollsStore = ReturnType<typeof createPollsStore>;

/** Every poll there is, as the log tells. */
export function createPollsStore(bridge: BridgeClient) {
  return createStore<PollsState>()((set, get) => ({
    phase: 'loading',
    message: null,
    byId: new Map(),
    async load() {
      set({ phase: 'loading', message: null });
      try {
        get().apply(await bridge.call('polls:list'));
        set({ phase: 'ready' });
      } catch (error) {
        set({ phase: 'failed', message: messageOf(error) });
      }
    },
    apply(polls) {
      if (polls.length === 0) return;
      const byId = new Map(get().byId);
      for (const poll of polls) {
        const known = byId.get(poll.id);
        if (known === undefined || isNewer(poll, known)) byId.set(poll.id, poll);
      }
      set({ byId });
    },
  }));
}

/** Servers finish opening and closing without a new revision, so within one revision a finished state stays. */
function isNewer(poll: PollView, known: PollView): boolean {
  if (poll.revision !== known.revision) return poll.revision > known.revision;
  return !(known.state === 'open' && poll.state === 'opening') && !(known.state === 'closed' && poll.state === 'closing');
}
