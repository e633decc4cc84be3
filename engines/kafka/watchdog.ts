import type { ReadPartition } from './read-partition.ts';
import type { TopicReader } from './topic-reader.ts';

const lookMs = 5_000;
const patienceMs = 10_000;

export interface WatchdogOptions {
  readonly reader: TopicReader;
  readonly states: () => readonly ReadPartition[];
  /** Asked over connections that the reader does not use. */
  readonly ends: (partitions: readonly number[]) => Promise<ReadonlyMap<number, number>>;
  readonly onStalled: () => void;
  readonly clock?: () => number;
}

export interface Watchdog {
  look(): Promise<void>;
  stop(): void;
}

/** Restarts the reading of a partition that does not move although the log does, unless it is the receiver that is slow. */
export function createWatchdog({ reader, states, ends, onStalled, clock = Date.now }: WatchdogOptions): Watchdog {
  const behind = new Map<ReadPartition, { readonly at: number; readonly since: number }>();
  let looking = false;

  function judge(state: ReadPartition, end: number, now: number): void {
    const last = behind.get(state);
    if (state.next >= end || reader.isHeldUp(state)) behind.delete(state);
    else if (last === undefined || last.at !== state.next) behind.set(state, { at: state.next, since: now });
    else if (now - last.since >= patienceMs) {
      behind.delete(state);
      if (reader.restart(state)) onStalled();
    }
  }

  async function look(): Promise<void> {
    if (looking) return;
    looking = true;
    try {
      const watched = states();
      const known = await ends(watched.map(({ partition }) => partition));
      for (const state of watched) judge(state, known.get(state.partition) ?? 0, clock());
      for (const state of behind.keys()) if (!watched.includes(state)) behind.delete(state);
    } catch {
      // Without an answer there is no telling who is slow; the reader itself notices an outage.
      behind.clear();
    } finally {
      looking = false;
    }
  }

  const timer = setInterval(() => void look(), lookMs);
  timer.unref();
  return { look, stop: () => clearInterval(timer) };
}
