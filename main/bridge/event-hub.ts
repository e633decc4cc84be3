import type { EventName, EventPayload } from '../../core/contract/bridge.ts';

export type SendEvent = <E extends EventName>(event: E, payload: EventPayload<E>) => void;

/** Hands what every window is told to all that are listening. */
export interface EventHub {
  readonly emit: SendEvent;
  /** Returns an unsubscribe. */
  on(listener: SendEvent): () => void;
}

export function createEventHub(): EventHub {
  const listeners = new Set<SendEvent>();
  return {
    emit(event, payload) {
      for (const listener of listeners) listener(event, payload);
    },
    on(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
