import { createStore } from 'zustand/vanilla';
import type { ProfileInput, ProfileList, ProfileTest } from '../../core/contract/bridge.ts';
import { Failure, messageOf } from '../../core/domain/failure.ts';
import type { BridgeClient } from '../bridge.ts';

export interface Switching {
  readonly id: string;
  /** Why it did not work, or null while it is under way. */
  readonly message: string | null;
}

export interface ProfilesState {
  /** Null until it was read. */
  readonly list: ProfileList | null;
  /** Why there is no list, or null. */
  readonly message: string | null;
  /** Profiles belong to another computer: they are neither shown nor changed from here. */
  readonly isRefused: boolean;
  readonly switching: Switching | null;
  load(): Promise<void>;
  /** These reject with the `Failure` that the bridge answers. */
  save(input: ProfileInput, allowPlainText: boolean): Promise<void>;
  remove(id: string): Promise<void>;
  test(input: ProfileInput): Promise<ProfileTest>;
  exportText(): Promise<string>;
  /** How many profiles came in. */
  importText(text: string): Promise<number>;
  /** One at a time. The window begins anew once the other end says that it has switched. */
  switchTo(id: string): Promise<void>;
  /** Another window may have asked for it. */
  applySwitched(id: string): void;
  forgetSwitch(): void;
}

export type ProfilesStore = ReturnType<typeof createProfilesStore>;

interface Dependencies {
  readonly bridge: BridgeClient;
  readonly requestFrame: (callback: () => void) => void;
  /** Loads the window again: nothing of the old profile may stay on screen. */
  readonly beginAnew: () => void;
}

/** Where polls can be run, and which of these places is in use. */
export function createProfilesStore({ bridge, requestFrame, beginAnew }: Dependencies) {
  let hasBegun = false;
  return createStore<ProfilesState>()((set, get) => ({
    list: null,
    message: null,
    isRefused: false,
    switching: null,
    async load() {
      try {
        set({ list: await bridge.call('profiles:list'), message: null, isRefused: false });
      } catch (error) {
        set({ message: messageOf(error), isRefused: error instanceof Failure && error.code === 'unauthorized' });
      }
    },
    async save(input, allowPlainText) {
      set({ list: await bridge.call('profile:save', { ...input, allowPlainText }) });
    },
    async remove(id) {
      set({ list: await bridge.call('profile:remove', { id }) });
    },
    test: (input) => bridge.call('profile:test', input),
    exportText: async () => (await bridge.call('profiles:export')).text,
    async importText(text) {
      const before = get().list?.profiles.length ?? 0;
      const list = await bridge.call('profiles:import', { text });
      set({ list });
      return list.profiles.length - before;
    },
    async switchTo(id) {
      if (get().switching?.message === null) return;
      set({ switching: { id, message: null } });
      try {
        await bridge.call('profile:switch', { id });
        get().applySwitched(id);
      } catch (error) {
        set({ switching: { id, message: messageOf(error) } });
      }
    },
    applySwitched(id) {
      if (hasBegun) return;
      hasBegun = true;
      set({ switching: { id, message: null } });
      // Two frames, so that the window says what it is about before it goes blank.
      requestFrame(() => requestFrame(beginAnew));
    },
    forgetSwitch() {
      set({ switching: null });
    },
  }));
}
