import { Failure } from '../../core/domain/failure.ts';
import type { Poll } from '../../core/domain/poll.ts';
import type { RunPartial } from '../../core/domain/result.ts';
import type { TimelinePoint } from '../../core/domain/timeline.ts';
import type { BallotRow, HistoryBatch, HistoryWriter, Position, SeenRun } from '../../core/ports/history-store.ts';

export interface WritingPace {
  /**
   * At least this long between two writes: voters come in random order, so every write touches much of the ballots' index,
   * and few large writes cost far less than many small ones.
   */
  readonly everyMs: number;
  /**
   * After a write, history rests this many times as long as the write took: in a flood it trails behind, with the log as its
   * memory, rather than take the processor from those who answer phones.
   */
  readonly restPerWrite: number;
}

/** On one computer the processor is shared with those who answer phones. */
export const sharedPace: WritingPace = { everyMs: 1_000, restPerWrite: 8 };
/** In a cluster the work is done elsewhere: the store's own speed is the limit. */
export const ownPace: WritingPace = { everyMs: 250, restPerWrite: 0 };

const retryMs = 1_000;
/** While this many ballots wait, reading pauses. */
const maxWaitingBallots = 60_000;

/** Gathers what is to be written and writes it in one go, one write at a time. */
export interface HistoryBuffer {
  /** Resolves at once, or, when too much waits, after it has been written. */
  add(batch: HistoryBatch): Promise<void>;
  addBallot(row: BallotRow): void;
  /** Resolves when everything added so far is written. */
  flushed(): Promise<void>;
  stop(): Promise<void>;
}

interface Waiting {
  readonly polls: Poll[];
  readonly runs: SeenRun[];
  readonly ballots: BallotRow[];
  readonly timeline: TimelinePoint[];
  readonly partials: RunPartial[];
  readonly positions: Map<string, Position>;
}

const nothing = (): Waiting => ({ polls: [], runs: [], ballots: [], timeline: [], partials: [], positions: new Map() });

export function createHistoryBuffer({
  history,
  pace,
  onFailure,
}: {
  history: HistoryWriter;
  pace: WritingPace;
  onFailure: (failure: Failure) => void;
}): HistoryBuffer {
  let waiting = nothing();
  let writing: Promise<void> | undefined;
  let wake: () => void = () => undefined;
  let stopping = false;

  const isEmpty = () =>
    waiting.polls.length + waiting.runs.length + waiting.ballots.length + waiting.partials.length + waiting.positions.size === 0;

  function pause(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, ms);
      wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }

  async function writeUntilWritten(batch: HistoryBatch): Promise<void> {
    for (;;) {
      try {
        await history.write(batch);
        return;
      } catch (error) {
        if (!(error instanceof Failure)) throw error;
        onFailure(error);
        if (stopping) return;
        await pause(retryMs);
      }
    }
  }

  async function writeAll(): Promise<void> {
    while (!isEmpty()) {
      const batch = waiting;
      waiting = nothing();
      const started = performance.now();
      await writeUntilWritten({ ...batch, positions: [...batch.positions.values()] });
      if (!stopping) await pause(Math.max(pace.everyMs, pace.restPerWrite * (performance.now() - started)));
    }
  }

  function write(): Promise<void> {
    writing ??= writeAll().finally(() => {
      writing = undefined;
      if (!isEmpty()) void write();
    });
    return writing;
  }

  return {
    async add({ polls = [], runs = [], timeline = [], partials = [], positions = [] }) {
      waiting.polls.push(...polls);
      waiting.runs.push(...runs);
      waiting.timeline.push(...timeline);
      waiting.partials.push(...partials);
      for (const position of positions) waiting.positions.set(`${position.topic}/${position.partition}`, position);
      const written = write();
      if (waiting.ballots.length > maxWaitingBallots) {
        wake();
        await written;
      }
    },
    addBallot(row) {
      waiting.ballots.push(row);
    },
    flushed() {
      wake();
      return isEmpty() && writing === undefined ? Promise.resolve() : write();
    },
    async stop() {
      stopping = true;
      wake();
      if (!isEmpty() || writing !== undefined) await write();
    },
  };
}
