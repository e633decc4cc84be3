import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Poll } from '../../core/domain/poll.ts';
import type { RunPartial } from '../../core/domain/result.ts';
import type { TimelinePoint } from '../../core/domain/timeline.ts';
import { timelineSteps } from '../../core/domain/timeline.ts';
import type { BallotRow, HistoryReader, RunId, TimelineRange } from '../../core/ports/history-store.ts';
import { translatingDerived } from './derived-schema.ts';
import type { Connection } from './sqlite.ts';
import { prepareQuery } from './sqlite.ts';

const ballotsPerChunk = 2_000;

type BallotColumns = [partition: number, bucket: number, voter: string, vote: string, rank: number, time: number, choice: number[]];
type PointColumns = [partition: number, second: number, offset: number, counts: string, voters: number, duplicates: number];

/** What is read from derived.db. Each call is a short read transaction of its own, so that the file's log does not grow. */
export type HistoryQueries = Omit<HistoryReader, 'stop' | 'readBallots'> & {
  ballotsAfter(id: RunId, last: BallotRow | undefined): readonly BallotRow[];
};

export function createHistoryQueries(connection: Connection): HistoryQueries {
  const runId = prepareQuery<[number]>(connection, 'SELECT id FROM runs WHERE poll = ? AND run = ?');
  const polls = prepareQuery<[string]>(connection, 'SELECT body FROM polls ORDER BY created_at DESC, id');
  const found = prepareQuery<[string]>(
    connection,
    "SELECT body FROM polls WHERE id = ? OR body ->> '$.code' = ? ORDER BY id = ? DESC LIMIT 1",
  );
  const partials = prepareQuery<[string]>(connection, 'SELECT body FROM partials WHERE run_id = ? ORDER BY partition');
  const count = prepareQuery<[number]>(connection, 'SELECT count(*) FROM ballots WHERE run_id = ?');
  const ballots = prepareBallotPages(connection);
  const readPoints = prepareTimeline(connection);
  /** Runs are numbered from 1: no row has 0. */
  const numberOf = ({ pollId, run }: RunId) => runId.first(pollId, run)?.[0] ?? 0;
  return {
    listPolls: async () => translatingDerived(() => polls.all().map(([body]) => JSON.parse(body) as Poll)),
    findPoll: async (wanted) =>
      translatingDerived(() => {
        const body = found.first(wanted, wanted, wanted)?.[0];
        return body === undefined ? undefined : (JSON.parse(body) as Poll);
      }),
    readPartials: async (id) => translatingDerived(() => partials.all(numberOf(id)).map(([body]) => JSON.parse(body) as RunPartial)),
    countBallots: async (id) => translatingDerived(() => count.first(numberOf(id))?.[0] ?? 0),
    readTimeline: async (range) => translatingDerived(() => readPoints(numberOf(range), range)),
    ballotsAfter: (id, last) => translatingDerived(() => ballots(numberOf(id), last).map((row) => toBallot(id, row))),
  };
}

/**
 * Pages by key. `first` must not depend on the row values compared by `next`: there is no key below all. A page comes as one text:
 * parsing it takes a fraction of the time that the driver needs for so many columns one by one.
 */
function prepareBallotPages(connection: Connection) {
  const page = (condition: string) =>
    `SELECT json_group_array(json_array(partition, bucket, voter, vote, rank, time, json(choice))) FROM (
       SELECT * FROM ballots WHERE run_id = ?${condition} ORDER BY partition, bucket, voter LIMIT ${ballotsPerChunk})`;
  const first = prepareQuery<[string]>(connection, page(''));
  const next = prepareQuery<[string]>(connection, page(' AND (partition, bucket, voter) > (?, ?, ?)'));
  return (runId: number, last: BallotRow | undefined): readonly BallotColumns[] => {
    const row = last === undefined ? first.first(runId) : next.first(runId, last.partition, last.bucket, last.voterId);
    return JSON.parse(row?.[0] ?? '[]') as BallotColumns[];
  };
}

function toBallot({ pollId, run }: RunId, [partition, bucket, voterId, voteId, order, time, choice]: BallotColumns): BallotRow {
  return { pollId, run, partition, bucket, voterId, voteId, order, time, choice };
}

function prepareTimeline(connection: Connection) {
  const columns = 'partition, second, "offset", counts, voters, duplicates';
  const nextPartition = prepareQuery<[number | null]>(connection, 'SELECT min(partition) FROM timeline WHERE run_id = ? AND partition > ?');
  const before = prepareQuery<PointColumns>(
    connection,
    `SELECT ${columns} FROM timeline WHERE run_id = ? AND partition = ? AND second < ? ORDER BY second DESC LIMIT 1`,
  );
  const inRange = 'FROM timeline WHERE run_id = ? AND partition = ? AND second >= ? AND second < ?';
  const within = prepareQuery<PointColumns>(connection, `SELECT ${columns} ${inRange} ORDER BY second`);
  // Beside max(), SQLite takes the other columns from the row that has it.
  const lastOfSteps = prepareQuery<PointColumns>(
    connection,
    `SELECT partition, max(second), "offset", counts, voters, duplicates ${inRange} GROUP BY second / ? ORDER BY second / ?`,
  );
  return (runId: number, range: TimelineRange): readonly TimelinePoint[] => {
    const seconds = timelineSteps[range.step ?? 'second'];
    const from = Math.ceil((range.fromMs ?? 0) / 1000);
    const to = range.toMs === undefined ? Number.MAX_SAFE_INTEGER : Math.ceil(range.toMs / 1000);
    const points: TimelinePoint[] = [];
    for (let partition = nextPartition.first(runId, -1)?.[0] ?? null; partition !== null;) {
      const found = seconds === 1 ? within.all(runId, partition, from, to) : lastOfSteps.all(runId, partition, from, to, seconds, seconds);
      for (const row of [...before.all(runId, partition, from), ...found]) points.push(toPoint(range, row));
      partition = nextPartition.first(runId, partition)?.[0] ?? null;
    }
    return points.sort((a, b) => a.second - b.second || a.partition - b.partition);
  };
}

function toPoint({ pollId, run }: RunId, [partition, second, offset, counts, voters, duplicates]: PointColumns): TimelinePoint {
  return { pollId, run, partition, second, offset, counts: JSON.parse(counts) as number[], voters, duplicates };
}

/** A run's ballots, chunk by chunk; other work gets its turn between two chunks. */
export async function* readBallotChunks(queries: () => HistoryQueries, id: RunId): AsyncGenerator<readonly BallotRow[]> {
  let last: BallotRow | undefined;
  for (;;) {
    const chunk = queries().ballotsAfter(id, last);
    last = chunk.at(-1);
    if (last === undefined) return;
    yield chunk;
    await nextTurn();
  }
}
