import { createStore } from 'zustand/vanilla';
import type { Notice } from '../../core/domain/notice.ts';
import { Failure } from '../../core/domain/failure.ts';
import type { BridgeClient } from '../bridge.ts';
import type { ToastsStore } from './toasts-store.ts';

export interface NoticesState {
  readonly notices: readonly Notice[];
  /** The data of this dashboard belong to another computer: nothing of it is shown or done from here. */
  readonly isRefused: boolean;
  load(): Promise<void>;
  apply(notices: readonly Notice[]): void;
  dismiss(id: string): void;
}

export type NoticesStore = ReturnType<typeof createNoticesStore>;

/** What this computer has to say besides the polls. */
export function createNoticesStore(bridge: BridgeClient, toasts: ToastsStore) {
  const { addError } = toasts.getState();
  let told = false;
  return createStore<NoticesState>()((set, get) => ({
    notices: [],
    isRefused: false,
    async load() {
      try {
        const notices = await bridge.call('notices:read');
        // What was told meanwhile is newer than the answer.
        if (!told) set({ notices });
      } catch (error) {
        const isRefused = error instanceof Failure && error.code === 'unauthorized';
        set({ isRefused });
        if (!isRefused) addError(error);
      }
    },
    apply(notices) {
      told = true;
      set({ notices });
    },
    dismiss(id) {
      set({ notices: get().notices.filter((notice) => notice.id !== id) });
      bridge.call('notice:dismiss', { id }).catch(addError);
    },
  }));
}
