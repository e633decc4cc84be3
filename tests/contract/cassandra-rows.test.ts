import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { CassandraHistory } from '../../engines/cassandra/cassandra-history-store.ts';
import type { TestKeyspace } from './cassandra-world.ts';
import { openTestKeyspace } from './cassandra-world.ts';
import { ballot, partial, point, run } from './history-samples.ts';

let keyspace: TestKeyspace;
let store: CassandraHistory;
beforeAll(async () => {
  keyspace = await openTestKeyspace();
  store = await keyspace.openHistory();
});
beforeEach(() => keyspace.clear());
afterAll(() => keyspace?.remove());

const id = { pollId: 'p1', run: 1 };

async function countRows(table: string): Promise<number> {
  const { rows } = await keyspace.client.execute(`SELECT * FROM "${keyspace.options.settings.keyspace}".${table}`, [], {
    fetchSize: 50_000,
  });
  return rows.length;
}

describe('rows in Cassandra', () => {
  it('never mix two votes of one order: the one with the greater id stays whole', async () => {
    const lower = ballot({ voteId: 'a-vote-of-16-chars', order: 7, time: 9, choice: [4, 5] });
    const higher = ballot({ voteId: 'b-vote-of-16-chars', order: 7, time: 1, choice: [1] });
    for (const order of [
      [lower, higher],
      [higher, lower],
    ]) {
      await keyspace.clear();
      for (const row of order) await store.write({ ballots: [row] });
      for await (const chunk of store.readBallots(id)) expect(chunk).toEqual([higher]);
    }
    await keyspace.clear();
    await store.write({ ballots: [higher, lower, higher] });
    for await (const chunk of store.readBallots(id)) expect(chunk).toEqual([higher]);
  });

  it('keep the first in the log where votes may not change, however late it is written', async () => {
    const inLog = (offset: number) => ballot({ order: Number.MAX_SAFE_INTEGER - offset, voteId: `vote${offset}`, choice: [offset] });
    for (const offset of [9, 4_000_000_000, 3, 8]) await store.write({ ballots: [inLog(offset)] });
    for await (const chunk of store.readBallots(id)) expect(chunk).toEqual([inLog(3)]);
  });

  it('take an empty choice, and more rows for one voter in one write than a batch holds', async () => {
    const rows = Array.from({ length: 350 }, (_, index) => ballot({ order: index + 1, voteId: `vote${index}`, choice: [] }));
    await store.write({ ballots: rows });
    for await (const chunk of store.readBallots(id)) expect(chunk).toEqual([rows[349]]);
  });

  it('are no more for a minute or an hour than partitions need, and their reading leaves out the seconds', async () => {
    const start = 1_795_230_000 - (1_795_230_000 % 3_600);
    const points = Array.from({ length: 2 * 3_600 }, (_, index) =>
      [0, 1].map((partition) => point({ second: start + index, partition, offset: index })),
    );
    await store.write({ timeline: points.flat() });
    expect([await countRows('timeline_by_second'), await countRows('timeline_by_minute'), await countRows('timeline_by_hour')]).toEqual([
      14_400, 240, 4,
    ]);
    expect(await store.readTimeline(id)).toHaveLength(14_400);
    expect(await store.readTimeline({ ...id, step: 'minute' })).toHaveLength(240);
    expect(await store.readTimeline({ ...id, step: 'hour' })).toHaveLength(4);
    const cut = await store.readTimeline({ ...id, step: 'hour', fromMs: (start + 1_800) * 1000, toMs: (start + 5_000) * 1000 });
    expect(cut.map(({ second }) => second - start)).toEqual([1_799, 1_799, 3_599, 3_599, 4_999, 4_999]);
  });

  it('cross midnight and the turn of an hour in a timeline', async () => {
    const midnight = 1_795_305_600;
    const points = [-3_601, -61, -1, 0, 1, 59, 3_600].map((after) => point({ second: midnight + after, offset: 10_000 + after }));
    await store.write({ timeline: points });
    for (const step of ['second', 'minute', 'hour'] as const) {
      expect((await store.readTimeline({ ...id, step })).at(-1)).toEqual(points[6]);
      const base = await store.readTimeline({ ...id, step, fromMs: midnight * 1000, toMs: (midnight + 1) * 1000 });
      expect(base).toEqual([points[2], points[3]]);
    }
  });

  it('keep partials of high offsets by fold version first', async () => {
    const older = partial({ foldVersion: 1, offset: 9_000_000_000_000 });
    const newer = partial({ foldVersion: 700, offset: 0 });
    for (const row of [newer, older]) await store.write({ partials: [row] });
    expect(await store.readPartials(id)).toEqual([newer]);
  });

  it('tell runs of several partitions and polls from each other', async () => {
    const other = run({ partition: 3, closedAt: 0 });
    const runs = [run({}), other, run({ marker: { ...other.marker, pollId: 'p2', run: 4 }, closedAt: 5 })];
    await store.write({ runs });
    const [first, , third] = runs;
    expect(await store.readSeenRuns(other.partition)).toEqual([other]);
    expect(await store.readSeenRuns(run({}).partition)).toEqual(expect.arrayContaining([first, third]));
  });
});
