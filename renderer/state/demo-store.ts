import { createStore } from 'zustand/vanilla';
import type { EventPayload } from '../../core/contract/bridge.ts';
import type { BridgeClient } from '../bridge.ts';
import type { PollView } from '../model/view-types.ts';
import type { ToastsStore } from './toasts-store.ts';

export interface DemoState {
  readonly demo: EventPayload<'demo:changed'>;
  readonly isBusy: boolean;
  /** The sample poll, or null where it could not be made (which is said). */
  begin(): Promise<PollView | null>;
  end(): Promise<void>;
  apply(demo: EventPayload<'demo:changed'>): void;
}

export type DemoStore = ReturnType<typeof createDemoStore>;

/** Simulated participants who vote over HTTP. */
export function createDemoStore(bridge: BridgeClient, toasts: ToastsStore) {
  return createStore<DemoState>()((set) => ({
    demo: { running: false, sent: 0, accepted: 0, message: null },
    isBusy: false,
    async begin() {
      set({ isBusy: true });
      try {
        return await bridge.call('demo:start');
      } catch (error) {
        toasts.getState().addError(error);
        return null;
      } finally {
        set({ isBusy: false });
      }
    },
    async end() {
      set({ isBusy: true });
      try {
        await bridge.call('demo:stop');
      } catch (error) {
        toasts.getState().addError(error);
      } finally {
        set({ isBusy: false });
      }
    },
    apply(demo) {
      set({ demo });
      if (demo.message !== null) toasts.getState().add({ tone: 'info', text: demo.message });
    },
  }));
}
