import { createStore } from 'zustand/vanilla';
import type { CallResult } from '../../core/contract/bridge.ts';
import type { BridgeClient } from '../bridge.ts';
import type { ToastsStore } from './toasts-store.ts';

export type AppView = CallResult<'app:info'>;
export type JoinAddressView = AppView['joinAddresses'][number];

export interface AppState {
  readonly info: AppView | null;
  load(): Promise<void>;
  applyAddresses(joinAddresses: AppView['joinAddresses']): void;
}

export type AppStore = ReturnType<typeof createAppStore>;

/** What this desktop is and where participants can reach it. */
export function createAppStore(bridge: BridgeClient, toasts: ToastsStore) {
  return createStore<AppState>()((set, get) => ({
    info: null,
    async load() {
      try {
        set({ info: await bridge.call('app:info') });
      } catch (error) {
        toasts.getState().addError(error);
      }
    },
    applyAddresses(joinAddresses) {
      const { info } = get();
      if (info !== null) set({ info: { ...info, joinAddresses } });
    },
  }));
}

/** The address picked by hand while it is still offered, else the first that others can reach. */
export function pickJoinAddress(addresses: readonly JoinAddressView[], picked: string | null): JoinAddressView | undefined {
  return addresses.find(({ url }) => url === picked) ?? addresses.find(({ loopback }) => !loopback) ?? addresses[0];
}
