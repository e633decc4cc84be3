import type { BridgeClient } from '../bridge.ts';
import type { ToastsStore } from './toasts-store.ts';

/** Tells the feed which polls are on screen: those that any view named, each under a name of its own. */
export interface PollWatch {
  name(view: string, pollIds: readonly string[]): void;
}

interface Dependencies {
  readonly bridge: BridgeClient;
  readonly toasts: ToastsStore;
  /** Gathers what one frame's views name into one call. */
  readonly defer: (callback: () => void) => void;
}

const mostAtOnce = 500;

export function createPollWatch({ bridge, toasts, defer }: Dependencies): PollWatch {
  const byView = new Map<string, readonly string[]>();
  let sent = '';
  let isDeferred = false;

  function send(): void {
    isDeferred = false;
    const pollIds = [...new Set([...byView.values()].flat())].slice(0, mostAtOnce).sort();
    const key = pollIds.join(' ');
    if (key === sent) return;
    sent = key;
    bridge.call('results:watch', { pollIds }).catch(toasts.getState().addError);
  }

  return {
    name(view, pollIds) {
      byView.set(view, pollIds);
      if (isDeferred) return;
      isDeferred = true;
      defer(send);
    },
  };
}
