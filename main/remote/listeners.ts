import type { EventName } from '../../core/contract/bridge.ts';

/** Who listens to what; one that throws keeps none of the others from being told. */
export interface Listeners {
  tell(event: EventName, payload: unknown): void;
  /** Returns an unsubscribe. */
  on(event: EventName, listener: (payload: unknown) => void): () => void;
  clear(): void;
}

export function createListeners(onFault: (error: unknown) => void): Listeners {
  const listeners = new Map<EventName, Set<(payload: unknown) => void>>();
  return {
    tell(event, payload) {
      for (const listener of listeners.get(event) ?? []) {
        try {
          listener(payload);
        } catch (error) {
          onFault(error);
        }
      }
    },
    on(event, listener) {
      const ofEvent = listeners.get(event) ?? new Set();
      listeners.set(event, ofEvent.add(listener));
      return () => ofEvent.delete(listener);
    },
    clear: () => listeners.clear(),
  };
}
