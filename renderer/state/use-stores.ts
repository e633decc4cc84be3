import { createContext, useContext } from 'react';
import { useStore } from 'zustand';
import type { StoreApi } from 'zustand/vanilla';
import type { PollView } from '../model/view-types.ts';
import type { SharedStates, SharedStores, Stores } from './stores.ts';

export const StoresContext = createContext<Stores | null>(null);

export function useStores(): Stores {
  const stores = useContext(StoresContext);
  if (stores === null) throw new Error('a view was drawn outside of the app');
  return stores;
}

/** Selects from one of the shared stores; the component draws again only when the selected value changes. */
export function useShared<K extends keyof SharedStates, T>(name: K, select: (state: SharedStates[K]) => T): T {
  const stores: SharedStores = useStores();
  const store: StoreApi<SharedStates[K]> = stores[name];
  return useStore(store, select);
}

export function usePoll(pollId: string | null): PollView | undefined {
  return useShared('polls', (state) => (pollId === null ? undefined : state.byId.get(pollId)));
}
