import { createStore } from 'zustand/vanilla';
import type { SettingsStore } from './settings-store.ts';

export type Screen =
  | { readonly kind: 'start' }
  | { readonly kind: 'live' | 'history'; readonly pollId: string }
  /** Without a poll: a new one. */
  | { readonly kind: 'editor'; readonly pollId: string | null };

export type Dialog =
  | { readonly kind: 'palette' | 'shortcuts' | 'settings' | 'profiles' | 'tour' | 'restore' | 'move-data' | 'updates' }
  /** Says what would be lost, or switches at once. */
  | { readonly kind: 'switch-profile'; readonly id: string }
  | { readonly kind: 'close-poll' | 'closing' | 'alerts'; readonly pollId: string }
  | { readonly kind: 'export'; readonly pollId: string; readonly run: number };

export interface NavigationState {
  readonly screen: Screen;
  /** False until the last screen is back: nothing is shown that would be replaced at once. */
  readonly isRestored: boolean;
  readonly dialog: Dialog | null;
  /** The poll on the big screen, or null. */
  readonly presenting: string | null;
  /** In a narrow window: whether the poll list lies over the poll. */
  readonly isListOpen: boolean;
  go(screen: Screen): void;
  open(dialog: Dialog): void;
  closeDialog(): void;
  present(pollId: string | null): void;
  setListOpen(isOpen: boolean): void;
}

export type NavigationStore = ReturnType<typeof createNavigationStore>;

/** Which screen, dialog and poll are open; remembers screen and poll between starts. */
export function createNavigationStore(settings: SettingsStore) {
  return createStore<NavigationState>()((set) => ({
    screen: { kind: 'start' },
    isRestored: false,
    dialog: null,
    presenting: null,
    isListOpen: false,
    go(screen) {
      set({ screen, isRestored: true, isListOpen: false, dialog: null });
      settings.getState().change({ view: screen.kind, openPollId: pollOnScreen(screen) });
    },
    open(dialog) {
      set({ dialog });
    },
    closeDialog() {
      set({ dialog: null });
    },
    present(pollId) {
      set({ presenting: pollId, dialog: null });
    },
    setListOpen(isListOpen) {
      set({ isListOpen });
    },
  }));
}

export function pollOnScreen(screen: Screen): string | null {
  return screen.kind === 'start' ? null : screen.pollId;
}
