import { createStore } from 'zustand/vanilla';
import type { Settings } from '../../core/domain/settings.ts';
import { defaultSettings } from '../../core/domain/settings.ts';
import type { BridgeClient } from '../bridge.ts';
import type { ToastsStore } from './toasts-store.ts';

export interface SettingsState {
  readonly settings: Settings;
  load(): Promise<void>;
  /** Changes the screen at once and stores it behind. */
  change(fields: Partial<Settings>): void;
}

export type SettingsStore = ReturnType<typeof createSettingsStore>;

/** What the desktop remembers between starts. */
export function createSettingsStore(bridge: BridgeClient, toasts: ToastsStore) {
  return createStore<SettingsState>()((set, get) => ({
    settings: defaultSettings,
    async load() {
      try {
        set({ settings: await bridge.call('settings:read') });
      } catch (error) {
        toasts.getState().addError(error);
      }
    },
    change(fields) {
      set({ settings: { ...get().settings, ...fields } });
      bridge.call('settings:write', fields).catch(toasts.getState().addError);
    },
  }));
}
