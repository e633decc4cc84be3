import { createStore } from 'zustand/vanilla';
import { messageOf } from '../../core/domain/failure.ts';

export interface Toast {
  readonly id: number;
  readonly tone: 'info' | 'good' | 'bad';
  readonly text: string;
  readonly action?: { readonly label: string; readonly run: () => void } | undefined;
}

export interface ToastsState {
  readonly toasts: readonly Toast[];
  add(toast: Omit<Toast, 'id'>): void;
  /** Says what went wrong in the failure's own words. */
  addError(error: unknown): void;
  dismiss(id: number): void;
}

export type ToastsStore = ReturnType<typeof createToastsStore>;

const mostAtOnce = 4;

export function createToastsStore() {
  let nextId = 1;
  return createStore<ToastsState>()((set, get) => ({
    toasts: [],
    add(toast) {
      const others = get().toasts.filter((known) => known.text !== toast.text);
      set({ toasts: [...others, { ...toast, id: nextId++ }].slice(-mostAtOnce) });
    },
    addError(error) {
      get().add({ tone: 'bad', text: messageOf(error) });
    },
    dismiss(id) {
      set({ toasts: get().toasts.filter((toast) => toast.id !== id) });
    },
  }));
}
