import { describe, expect, it } from 'vitest';
import { encodeOpenMarker, encodeVote } from '../../../core/contract/topics.ts';
import type { RunPartial } from '../../../core/domain/result.ts';
import { createTallyState, foldVersion } from '../../../core/domain/tally.ts';
import type { LogRecord, NewRecord } from '../../../core/ports/event-log.ts';
import { createFolding } from '../../../ingest-server/tally/folding.ts';

const marker = {
  pollId: 'poll',
  run: 1,
  rule: { type: 'single', options: [1, 2], min: 1, max: 1 },
  changes: 'none' as const,
  partitions: 1,
  buckets: 1,
  fingerprint: 'f',
};

const open = encodeOpenMarker(0, marker);
const voteOf = (voter: number) =>
  encodeVote(0, { pollId: 'poll', run: 1, voterId: `v${voter}`, voteId: `vote${voter}`, stamp: 1, choice: [1] });

function asLog(records: readonly NewRecord[], firstOffset = 0, firstTime = 1_000): LogRecord[] {
  return records.map((record, index) => ({ ...record, offset: firstOffset + index, timestamp: firstTime + index }));
}

const log = asLog([open, voteOf(1), voteOf(2), voteOf(3)]);

interface Setting {
  readonly offset?: number;
  readonly begin?: number;
  readonly end?: number;
  readonly witness?: { readonly offset: number; readonly time: number };
  /** How far the run is published, and where it was closed. */
  readonly known?: { readonly offset: number; readonly closedAt: number | null };
}

/** A partition as found at a start: folded up to `offset` before, with what the results topic tells. */
function setUp({ offset = 0, begin = 0, end = log.length, witness, known }: Setting = {}) {
  const state = createTallyState(0);
  const reasons: string[] = [];
  const newest = (runKey: string) => (known === undefined || runKey !== 'poll:1' ? undefined : ({ foldVersion, ...known } as RunPartial));
  const seconds: number[] = [];
  const begun = (ofState: typeof state) =>
    createFolding({
      state: ofState,
      begin,
      end,
      ...{ witness, newest },
      onSecond: (dirty) => seconds.push(dirty.size),
      onStopped: (reason) => reasons.push(reason),
    });
  if (offset > 0) {
    const before = createFolding({
      state,
      begin: 0,
      end: offset,
      witness: undefined,
      newest: () => undefined,
      onSecond: () => undefined,
      onStopped: () => undefined,
    });
    before.fold(log.slice(0, offset));
  }
  return { folding: begun(state), state, reasons, seconds };
}

const votersOf = (state: ReturnType<typeof createTallyState>) => state.runs.get('poll:1')?.tally.voters;

describe('a partition that is as it was', () => {
  it('is folded from its beginning where nothing is known of it', () => {
    const { folding, state, reasons } = setUp();
    expect(folding.readFrom).toBe(0);
    folding.fold(log);
    expect([votersOf(state), state.offset, reasons]).toEqual([3, 4, []]);
  });

  it('is read from the last folded record on, which counts once', () => {
    const { folding, state, reasons } = setUp({ offset: 2 });
    expect(folding.readFrom).toBe(1);
    folding.fold(log.slice(1));
    expect([votersOf(state), reasons]).toEqual([3, []]);
  });

  it('is folded from where the log begins now, if its beginning was given up', () => {
    const { folding, state, reasons } = setUp({ begin: 10, end: 12 });
    expect(folding.readFrom).toBe(10);
    folding.fold(asLog([open, voteOf(1)], 10));
    expect([votersOf(state), reasons]).toEqual([1, []]);
  });

  it('may be rebuilt although more is published of it than folded yet', () => {
    const { folding, state, reasons } = setUp({ witness: { offset: 2, time: 1_002 }, known: { offset: 2, closedAt: null } });
    folding.fold(log);
    expect([votersOf(state), reasons]).toEqual([3, []]);
  });

  it('hands over what changed before a new second begins', () => {
    const { folding, seconds } = setUp();
    folding.fold([...asLog([open, voteOf(1)]), ...asLog([voteOf(2)], 2, 2_500)]);
    expect(seconds).toEqual([1]);
  });
});

describe('a partition that is not the one counted before', () => {
  const stops = (setting: Setting, records: readonly LogRecord[], reason: RegExp) => {
    const { folding, reasons, state } = setUp(setting);
    folding.fold(records);
    expect(reasons).toHaveLength(1);
    expect(reasons[0]).toMatch(reason);
    expect(folding.stopped).toBe(reasons[0]);
    return state;
  };

  it('is stopped where it ends before what is folded, and nothing of it is asked for', () => {
    stops({ offset: 4, end: 3 }, [], /ends at 3, but 4 records/);
    expect(setUp({ offset: 4, end: 3 }).folding.readFrom).toBe(3);
  });

  it('is stopped where it ends before what is published, though this worker has folded nothing', () => {
    stops({ end: 2, witness: { offset: 9, time: 5_000 } }, [], /ends at 2, but 10 records/);
  });

  it('is stopped where it begins after what is folded', () => {
    stops({ offset: 2, begin: 3 }, [], /misses the records from 2 to 2/);
  });

  it('is stopped at a hole, and counts nothing behind it', () => {
    const state = stops({}, [...log.slice(0, 2), ...log.slice(3)], /misses the records from 2 to 2/);
    expect(votersOf(state)).toBe(1);
  });

  it('is stopped where the last folded record is a later one', () => {
    const state = stops({ offset: 2 }, asLog([voteOf(7), voteOf(8)], 1, 9_000), /another record at 1/);
    expect(votersOf(state)).toBe(1);
  });

  it('is stopped where the furthest published record is a later one', () => {
    stops({ witness: { offset: 2, time: 500 } }, log, /another record at 2/);
  });

  it('is stopped at a vote of a run that is known but not opened in it', () => {
    stops({ known: { offset: 0, closedAt: null } }, asLog([voteOf(1)]), /run whose opening it no longer holds/);
  });

  it('publishes nothing, so that what was published before stays', () => {
    const { folding } = setUp({ offset: 4, end: 3 });
    expect(folding.dirty.size).toBe(0);
    const behind = setUp({ offset: 2, known: { offset: 3, closedAt: null } }).folding;
    expect(behind.dirty.size).toBe(0);
    expect(setUp({ offset: 2, known: { offset: 1, closedAt: null } }).folding.dirty.size).toBe(1);
  });

  it('is not stopped by a late vote of a run that is over, whose opening was given up', () => {
    const { folding, reasons } = setUp({ known: { offset: 90, closedAt: 80 } });
    folding.fold(asLog([voteOf(1)]));
    expect(reasons).toEqual([]);
  });

  it('is not stopped by a vote of a run that nobody knows', () => {
    const { folding, reasons, state } = setUp();
    folding.fold(asLog([voteOf(1)]));
    expect([reasons, state.unreadable]).toEqual([[], 1]);
  });
});
