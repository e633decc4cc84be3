import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  decodePollCommand,
  decodeResultsRecord,
  decodeVotesRecord,
  encodeCloseMarker,
  encodeOpenMarker,
  encodePartial,
  encodePollCommand,
  encodeServer,
  encodeStatus,
  encodeVote,
} from '../../core/contract/topics.ts';
import { applyCommand, createPollBook } from '../../core/domain/poll-book.ts';
import { foldRecord, createTallyState } from '../../core/domain/tally.ts';
import { timelinePointOf } from '../../core/domain/timeline.ts';
import { writeTimestampOf } from '../../engines/cassandra/write-timestamps.ts';
import { ballotRowOf } from '../../ingest-server/history/ballot-row.ts';
import { authorViewOf } from '../../ingest-server/results/poll-views.ts';
import { createResultsBoard } from '../../main/results/results-board.ts';
import { check, propertyTimeoutMs, runs } from './fuzz-settings.ts';
import { hostileText, mutated, mutatedBytes } from './hostile-values.ts';
import { goodRecords } from './poisoned-records.ts';

const good = goodRecords('p1', 1);
const json = (value: string) => JSON.parse(value) as unknown;
const rubbish = (values: readonly string[]) =>
  fc
    .constantFrom(...values)
    .chain((value) => fc.oneof({ weight: 6, arbitrary: mutated(json(value)) }, mutatedBytes(value).map(String), hostileText));
const int32 = (value: number) => Number.isInteger(value) && Math.abs(value) < 2 ** 31;

describe('every topic record, given rubbish', () => {
  it(
    'the fold takes whatever votes decode to, counts it once, and history can keep every ballot of it',
    () => {
      check(
        fc.property(fc.array(rubbish(good.votes), { maxLength: 30 }), (values) => {
          const state = createTallyState(0);
          [...good.votes.slice(0, 1), ...values, ...good.votes].forEach((value, offset) => {
            const record = decodeVotesRecord({ key: 'p1:1', value });
            const touched = foldRecord(state, { offset, timestamp: offset, record });
            if (record.kind !== 'vote' || touched === undefined) return;
            const seen = { partition: 0, marker: touched.tally.marker, closedAt: null };
            const row = ballotRowOf(seen, record.vote, { partition: 0, key: 'p1:1', value, offset, timestamp: offset });
            if (row === undefined) return;
            expect([row.run, row.bucket, row.partition].every(int32)).toBe(true);
            expect(BigInt.asIntN(64, writeTimestampOf.ballot(row.order))).toBe(writeTimestampOf.ballot(row.order));
          });
          expect(state.offset).toBe(values.length + good.votes.length + 1);
          for (const { tally } of state.runs.values()) {
            expect(tally.counts.every((count) => Number.isSafeInteger(count) && count >= 0)).toBe(true);
            expect(tally.counts).toHaveLength(tally.marker.rule.options.length);
          }
        }),
        runs(400),
      );
    },
    propertyTimeoutMs,
  );

  it(
    'whatever a command decodes to, its poll can be shown and kept',
    () => {
      check(
        fc.property(fc.array(rubbish(good.polls), { maxLength: 20 }), (values) => {
          const book = createPollBook();
          for (const value of [...values, ...good.polls]) {
            const command = decodePollCommand(value);
            if (command !== undefined) applyCommand(book, command);
          }
          for (const poll of book.polls.values()) {
            expect(() => authorViewOf(poll, undefined)).not.toThrow();
            expect(BigInt(poll.createdAt)).toBeGreaterThanOrEqual(0n);
            expect(`${poll.id}${poll.code}`).toMatch(/^[\w-]+$/);
            expect(poll.runs.every(({ partitions }) => partitions <= 10_000)).toBe(true);
          }
        }),
        runs(400),
      );
    },
    propertyTimeoutMs,
  );

  it(
    'whatever a result decodes to, it can be summed, dated and kept',
    () => {
      check(
        fc.property(fc.array(rubbish(good.results), { maxLength: 20 }), (values) => {
          const board = createResultsBoard({ clock: () => 1_000_000 });
          values.forEach((value, offset) => board.take({ partition: 0, key: '', value, offset, timestamp: 1 }));
          expect(board.skipped().results).toBe(values.filter((value) => decodeResultsRecord(value) === undefined).length);
          for (const record of values.map(decodeResultsRecord)) {
            if (record?.kind !== 'partial') continue;
            const point = timelinePointOf(record);
            expect([point.partition, point.run, Math.floor(point.second / 3600)].every(int32)).toBe(true);
            expect(new Date(record.time).toISOString()).toMatch(/^\d{4}-/);
            expect(BigInt.asIntN(64, writeTimestampOf.partial(record))).toBe(writeTimestampOf.partial(record));
            expect(Number.isSafeInteger(record.voters * record.partitions)).toBe(true);
          }
        }),
        runs(400),
      );
    },
    propertyTimeoutMs,
  );

  it('reads what it writes', () => {
    const encoders = [encodeCloseMarker, encodeOpenMarker, encodePartial, encodePollCommand, encodeServer, encodeStatus, encodeVote];
    expect(encoders).toHaveLength(7);
    expect(good.votes.map((value) => decodeVotesRecord({ key: 'p1:1', value }).kind)).toEqual(['open', 'vote', 'vote', 'close']);
    expect(good.polls.map((value) => decodePollCommand(value)?.kind)).toEqual(['create', 'open', 'opened', 'schedule', 'edit']);
    expect(good.results.map((value) => decodeResultsRecord(value)?.kind)).toEqual(['partial', 'status', 'server']);
  });
});
