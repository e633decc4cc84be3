import { Failure } from '../../core/domain/failure.ts';
import type { Poll } from '../../core/domain/poll.ts';
import type { RunPartial } from '../../core/domain/result.ts';
import type { TimelinePoint } from '../../core/domain/timeline.ts';
import type { BallotRow, HistoryBatch, HistoryWriter, Position, SeenRun } from '../../core/ports/history-store.ts';
import type { WritingPace } from './writing-pace.ts';

const retryMs = 1_000;
/** Resting, history looks again so often whether votes still come in. */
const lookEveryMs = 1_000;
/** While this many ballots wait, reading pauses. */
const maxWaitingBallots = 60_000;

/** Gathers what is to be written and writes it in one go, one write at a time. */
export interface HistoryBuffer {
  /** Resolves at once, or, when too much waits, after what waits by then has been written. */
  add(batch: HistoryBatch): Promise<void>;
  addBallot(row: BallotRow): void;
  /** Resolves when everything added so far is written. */
  flushed(): Promise<void>;
  /**
   * From now on nothing waits: what is added is written at once, and a write that fails is the last one. What was not written
   * is read again by whoever goes on, as its positions were not written either.
   */
  hurry(): void;
  /** Writes what is left, if the store takes it. */
  stop(): Promise<void>;
}

interface Waiting {
  readonly polls: Poll[];
  readonly runs: SeenRun[];
  readonly ballots: BallotRow[];
  readonly timeline: TimelinePoint[];
  readonly partials: RunPartial[];
  readonly positions: Map<string, Position>;
  /** Resolves when this has been written, or is given up for good. */
  readonly settled: Promise<void>;
  readonly settle: () => void;
}

function nothing(): Waiting {
  let settle: () => void = () => undefined;
  const settled = new Promise<void>((resolve) => (settle = resolve));
  return { polls: [], runs: [], ballots: [], timeline: [], partials: [], positions: new Map(), settled, settle };
}

function isEmpty({ polls, runs, ballots, partials, positions }: Waiting): boolean {
  return polls.length + runs.length + ballots.length + partials.length + positions.size === 0;
}

interface Options {
  readonly history: HistoryWriter;
  readonly pace: WritingPace;
  readonly votesPerSecond: () => number;
  readonly onFailure: (failure: Failure) => void;
}

export function createHistoryBuffer({ history, pace, votesPerSecond, onFailure }: Options): HistoryBuffer {
  let waiting = nothing();
  let current: Waiting | undefined;
  let running: Promise<void> | undefined;
  let wake: () => void = () => undefined;
  let hurrying = false;
  /** Somebody waits for what waits: no rest before the next write. */
  let urgent = false;
  /** A write was given up: later positions would stand for what is missing. */
  let broken = false;

  function pause(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, ms);
      wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }

  /** For as long as the pace says, which may change meanwhile. */
  async function rest(tookMs: number): Promise<void> {
    const began = performance.now();
    while (!hurrying && !urgent) {
      const left = pace({ tookMs, votesPerSecond: votesPerSecond() }) - (performance.now() - began);
      if (left <= 0) return;
      await pause(Math.min(left, lookEveryMs));
    }
  }

  /** Until it is written; false where that is given up. */
  async function write({ positions, settled: _settled, settle: _settle, ...batch }: Waiting): Promise<boolean> {
    for (;;) {
      try {
        await history.write({ ...batch, positions: [...positions.values()] });
        return true;
      } catch (error) {
        if (!(error instanceof Failure)) throw error;
        onFailure(error);
        if (hurrying) return false;
        await pause(retryMs);
      }
    }
  }

  async function run(): Promise<void> {
    while (!isEmpty(waiting)) {
      current = waiting;
      waiting = nothing();
      urgent = false;
      const started = performance.now();
      broken = !(await write(current));
      current.settle();
      current = undefined;
      if (broken) {
        waiting.settle();
        return;
      }
      await rest(performance.now() - started);
    }
  }

  function begin(): void {
    running ??= run().finally(() => {
      running = undefined;
      if (!broken && !isEmpty(waiting)) begin();
    });
  }

  return {
    async add({ polls = [], runs = [], timeline = [], partials = [], positions = [] }) {
      if (broken) return;
      waiting.polls.push(...polls);
      waiting.runs.push(...runs);
      waiting.timeline.push(...timeline);
      waiting.partials.push(...partials);
      for (const position of positions) waiting.positions.set(`${position.topic}/${position.partition}`, position);
      const tooMuch = waiting.ballots.length > maxWaitingBallots;
      const { settled } = waiting;
      begin();
      // The rest between two writes holds even then: reading waits, and the log remembers.
      if (tooMuch) await settled;
    },
    addBallot(row) {
      if (!broken) waiting.ballots.push(row);
    },
    async flushed() {
      urgent = true;
      wake();
      const { settled } = isEmpty(waiting) ? (current ?? waiting) : waiting;
      if (broken || (isEmpty(waiting) && current === undefined)) return;
      begin();
      await settled;
    },
    hurry() {
      hurrying = true;
      wake();
    },
    async stop() {
      hurrying = true;
      wake();
      await running;
      if (!broken && !isEmpty(waiting)) await run();
    },
  };
}
