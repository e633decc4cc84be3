import { decodeVotesRecord } from '../../core/contract/topics.ts';
import { runKeyOf } from '../../core/domain/poll.ts';
import type { RunPartial } from '../../core/domain/result.ts';
import type { RunState, TallyState } from '../../core/domain/tally.ts';
import { foldRecord, foldVersion } from '../../core/domain/tally.ts';
import type { LogRecord } from '../../core/ports/event-log.ts';

/** One votes partition in the hands of this worker. */
export interface Folding {
  readonly state: TallyState;
  /** Where to read from: one record before the next to fold, if there is one, to see that the log is still the same. */
  readonly readFrom: number;
  /** Runs that changed since they were last published. */
  readonly dirty: Set<RunState>;
  /** Why this partition is not folded on, or null. */
  readonly stopped: string | null;
  fold(records: readonly LogRecord[]): void;
  stop(reason: string): void;
}

interface Options {
  readonly state: TallyState;
  /** Of the partition in the log, just now. */
  readonly begin: number;
  readonly end: number;
  /** The partial that counted the furthest, as known before `end` was asked. */
  readonly witness: Pick<RunPartial, 'offset' | 'time'> | undefined;
  readonly newest: (runKey: string) => RunPartial | undefined;
  /** Called before the first record of a new second of the log's time, if something is dirty. */
  readonly onSecond: (dirty: ReadonlySet<RunState>) => void;
  readonly onStopped: (reason: string) => void;
}

/**
 * Folds one partition. The log may have been cut off, or deleted and made anew, since it was last read; then what was
 * counted no longer follows from it, and the partition is stopped rather than counted wrongly. Signs of it: the log ends
 * before what is counted, misses records, has later times where something else was counted, or votes of a run that is
 * known to be open but is not opened in it.
 */
export function createFolding({ state, begin, end, witness, newest, onSecond, onStopped }: Options): Folding {
  const { partition } = state;
  const dirty = new Set([...state.runs.values()].filter((run) => !isBehind(run, newest(run.key))));
  const isFresh = state.offset === 0 && state.runs.size === 0;
  if (isFresh) state.offset = begin;
  const counted = Math.max(state.offset, witness === undefined ? 0 : witness.offset + 1);
  const fault =
    counted > end ? cutMessage(partition, counted, end) : state.offset < begin ? holeMessage(partition, state.offset, begin) : null;
  const readFrom = fault === null ? Math.max(begin, state.offset - 1) : end;
  const folding = { state, dirty, readFrom, stopped: null as string | null, fold, stop };
  if (fault !== null) stop(fault);

  function stop(reason: string): void {
    if (folding.stopped !== null) return;
    folding.stopped = reason;
    // What no longer follows from the log must not take the place of what once did.
    dirty.clear();
    onStopped(reason);
  }

  function fold(records: readonly LogRecord[]): void {
    for (const record of records) {
      if (folding.stopped !== null) return;
      foldOne(record);
    }
  }

  function foldOne(record: LogRecord): void {
    const { offset, timestamp } = record;
    if (offset < state.offset) {
      if (offset === state.offset - 1 && timestamp > state.time) stop(replacedMessage(partition, offset));
      return;
    }
    if (offset > state.offset) {
      stop(holeMessage(partition, state.offset, offset));
      return;
    }
    if (dirty.size > 0 && secondOf(timestamp) > secondOf(state.time)) {
      onSecond(dirty);
      dirty.clear();
    }
    const read = decodeVotesRecord(record);
    const touched = foldRecord(state, { offset, timestamp, record: read });
    if (touched !== undefined) dirty.add(touched);
    else if (read.kind === 'vote' && newest(runKeyOf(read.vote.pollId, read.vote.run))?.closedAt === null) {
      stop(unopenedMessage(partition, offset));
    }
    if (offset === witness?.offset && state.time > witness.time) stop(replacedMessage(partition, offset));
  }

  return folding;
}

/** Somebody has published more of the run than is folded here. */
export function isBehind({ tally }: RunState, newest: RunPartial | undefined): boolean {
  return newest?.foldVersion === foldVersion && newest.offset > tally.offset;
}

function secondOf(ms: number): number {
  return Math.floor(ms / 1000);
}

const untilRestored = 'The result is incomplete: this part is not counted on until the log is restored';

function holeMessage(partition: number, expected: number, found: number): string {
  return `Votes partition ${partition} misses the records from ${expected} to ${found - 1}. ${untilRestored}.`;
}

function cutMessage(partition: number, expected: number, end: number): string {
  return `Votes partition ${partition} ends at ${end}, but ${expected} records were counted before: the log was cut off or replaced. ${untilRestored}.`;
}

function replacedMessage(partition: number, offset: number): string {
  return `Votes partition ${partition} holds another record at ${offset} than the one counted before: the log was replaced. ${untilRestored}.`;
}

function unopenedMessage(partition: number, offset: number): string {
  return `Votes partition ${partition} holds a vote (at ${offset}) of a run whose opening it no longer holds: the log was replaced or its beginning is gone. ${untilRestored}.`;
}
