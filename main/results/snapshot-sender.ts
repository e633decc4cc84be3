import type { Snapshot } from '../../core/contract/bridge.ts';

/** Decides when one window is told of new numbers: at once, then at most every 50 ms, and only what changed. */
export interface SnapshotSender {
  watch(pollIds: readonly string[]): void;
  isWatched(pollId: string): boolean;
  runChanged(runKey: string): void;
  pollChanged(pollId: string): void;
  /** Lag, rates and *complete up to* may have changed in every poll on screen. */
  timePassed(): void;
  stop(): void;
}

export interface SnapshotSenderOptions {
  readonly send: (snapshots: readonly Snapshot[]) => void;
  /** Undefined for a poll that is unknown or was never opened. */
  readonly snapshotOf: (pollId: string) => Snapshot | undefined;
  readonly clock: () => number;
}

export const shortestGapMs = 50;

export function createSnapshotSender({ send, snapshotOf, clock }: SnapshotSenderOptions): SnapshotSender {
  let watched: ReadonlySet<string> = new Set();
  const dirty = new Set<string>();
  const lastSent = new Map<string, string>();
  let lastSentAt = -Infinity;
  let timer: NodeJS.Timeout | undefined;
  let stopped = false;

  const flush = () => {
    timer = undefined;
    const changed: Snapshot[] = [];
    for (const pollId of dirty) {
      const snapshot = snapshotOf(pollId);
      if (snapshot === undefined) continue;
      const text = JSON.stringify(snapshot);
      if (lastSent.get(pollId) === text) continue;
      lastSent.set(pollId, text);
      changed.push(snapshot);
    }
    dirty.clear();
    if (changed.length === 0) return;
    lastSentAt = clock();
    send(changed);
  };
  const mark = (pollId: string) => {
    if (stopped || !watched.has(pollId)) return;
    dirty.add(pollId);
    // A whole turn of the event loop is taken in first, so that one batch makes one message.
    timer ??= setTimeout(flush, Math.max(0, lastSentAt + shortestGapMs - clock()));
  };

  return {
    watch(pollIds) {
      watched = new Set(pollIds);
      for (const pollId of lastSent.keys()) if (!watched.has(pollId)) lastSent.delete(pollId);
      // Whoever names a poll again wants its numbers again, changed or not.
      for (const pollId of watched) lastSent.delete(pollId);
      for (const pollId of watched) mark(pollId);
    },
    isWatched: (pollId) => watched.has(pollId),
    runChanged: (runKey) => mark(runKey.slice(0, runKey.lastIndexOf(':'))),
    pollChanged: mark,
    timePassed: () => watched.forEach(mark),
    stop() {
      stopped = true;
      clearTimeout(timer);
    },
  };
}
