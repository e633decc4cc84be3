import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createSweep, supersededKeptMs } from '../../../../engines/embedded/log-compaction.ts';
import { slotOf } from '../../../../engines/embedded/log-messages.ts';
import { prepareLogSchema } from '../../../../engines/embedded/log-schema.ts';
import { createLogWriter } from '../../../../engines/embedded/log-writer.ts';
import type { Connection } from '../../../../engines/embedded/sqlite.ts';
import { openForWriting, prepareQuery, readNumber } from '../../../../engines/embedded/sqlite.ts';
import { makeFolder } from '../../../contract/embedded-world.ts';

const counts = { polls: 1, votes: 2, results: 1 };
const votes = 1;
const results = 2;

describe('the writer of the embedded log', () => {
  let folder: string;
  let connection: Connection;
  let now: number;
  const clock = () => now;

  beforeEach(() => {
    folder = makeFolder();
    now = 1_000_000;
    connection = openForWriting(join(folder, 'log.db'), { synchronous: 'FULL', busyTimeoutMs: 1000 });
    prepareLogSchema(connection, 'log.db', { votesPartitions: 2, resultsPartitions: 1 });
  });
  afterEach(() => {
    connection.close();
    rmSync(folder, { recursive: true });
  });

  const message = (id: number, slot: number, texts: readonly string[], time = 0) => {
    return { id, time, slots: texts.slice(0, texts.length / 2).map(() => slot), texts };
  };
  const rowsOf = (table: string) =>
    prepareQuery<[number, string, string]>(connection, `SELECT "offset", key, value FROM ${table} ORDER BY 1`).all();

  it('writes all messages in one transaction and answers in their order', () => {
    const writer = createLogWriter({ connection, counts, clock });
    const answers = writer.write([
      message(1, slotOf(votes, 0), ['k', 'a', 'k', 'b']),
      message(1, slotOf(votes, 1), ['k', 'c']),
      message(2, slotOf(votes, 0), ['k', 'd']),
    ]);
    expect(answers).toEqual([
      { id: 1, placed: [slotOf(votes, 0), 0, now] },
      { id: 1, placed: [slotOf(votes, 1), 0, now] },
      { id: 2, placed: [slotOf(votes, 0), 2, now] },
    ]);
    expect(writer.diagnose()).toEqual({ journalMode: 'wal', synchronous: 2, transactions: 1, records: 4, refusing: null });
  });

  it('never lets time fall within a partition, though the clock is set back or another client has its own', () => {
    const writer = createLogWriter({ connection, counts, clock });
    const times = [0, 2_000_000, 0, 1_500_000].map((time) => {
      now -= 1000;
      const [answer] = writer.write([message(1, slotOf(votes, 0), ['k', 'v'], time)]);
      return answer !== undefined && 'placed' in answer ? answer.placed[2] : undefined;
    });
    expect(times).toEqual([999_000, 2_000_000, 2_000_000, 2_000_000]);
  });

  it('refuses what a full disk does not take, leaves no hole, and goes on when there is room', () => {
    const writer = createLogWriter({ connection, counts, clock });
    writer.write([message(1, slotOf(votes, 0), ['k', 'first'])]);
    connection.exec(`PRAGMA max_page_count = ${readNumber(connection, 'PRAGMA page_count') + 1}`);
    const refused = writer.write([message(2, slotOf(votes, 1), ['k', 'small']), message(3, slotOf(votes, 0), ['k', 'x'.repeat(50_000)])]);
    expect(refused).toMatchObject([
      { id: 2, refused: { code: 'disk-full', retriable: true } },
      { id: 3, refused: { code: 'disk-full', retriable: true } },
    ]);
    expect([rowsOf('votes_0').length, rowsOf('votes_1').length]).toEqual([1, 0]);
    connection.exec('PRAGMA max_page_count = 1000000');
    expect(writer.write([message(4, slotOf(votes, 0), ['k', 'second'])])).toMatchObject([{ placed: [slotOf(votes, 0), 1, now] }]);
    expect(writer.write([message(5, slotOf(votes, 1), ['k', 'third'])])).toMatchObject([{ placed: [slotOf(votes, 1), 0, now] }]);
    expect(rowsOf('votes_0').map(([offset, , value]) => [offset, value])).toEqual([
      [0, 'first'],
      [1, 'second'],
    ]);
  });

  it('removes superseded records of compacted topics once they are old, and keeps the newest of each key', () => {
    const writer = createLogWriter({ connection, counts, clock });
    const slot = slotOf(results, 0);
    for (let version = 0; version < 700; version += 1) writer.write([message(1, slot, ['a', `a${version}`, 'b', `b${version}`])]);
    writer.write([message(1, slot, ['c', 'only once'])]);
    now += supersededKeptMs;
    writer.write([message(1, slot, ['b', 'young'])]);
    expect([...createSweep({ connection, counts, clock })].reduce((sum, removed) => sum + removed, 0)).toBe(0);
    now += 1;
    const slices = [...createSweep({ connection, counts, clock })];
    expect(Math.max(...slices)).toBeLessThanOrEqual(500);
    expect(rowsOf('results_0').map(([, key, value]) => [key, value])).toEqual([
      ['a', 'a699'],
      ['c', 'only once'],
      ['b', 'young'],
    ]);
    expect(writer.write([message(1, slot, ['a', 'next'])])).toMatchObject([{ placed: [slot, 1402, now] }]);
  });

  it('never compacts votes', () => {
    const writer = createLogWriter({ connection, counts, clock });
    writer.write([message(1, slotOf(votes, 0), ['k', 'a', 'k', 'b'])]);
    now += 10 * supersededKeptMs;
    expect([...createSweep({ connection, counts, clock })]).toEqual([]);
    expect(rowsOf('votes_0')).toHaveLength(2);
  });
});
