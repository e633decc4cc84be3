import { runKeyOf } from '../../core/domain/poll.ts';
import type { RunPartial } from '../../core/domain/result.ts';
import type { HistoryReader, HistoryWriter, Position, SeenRun } from '../../core/ports/history-store.ts';
import type { CassandraSession } from './cassandra-session.ts';
import { groupBy, slices } from './grouping.ts';
import { inParallel } from './in-parallel.ts';
import { writeTimestampOf } from './write-timestamps.ts';

const rowsPerBatch = 50;
const batchesAtATime = 4;

export type RunTables = Pick<HistoryReader, 'readPartials'> &
  Pick<HistoryWriter, 'readPositions' | 'readSeenRuns'> & {
    writePartials(partials: readonly RunPartial[]): Promise<void>;
    writeSeenRuns(runs: readonly SeenRun[]): Promise<void>;
    writePositions(positions: readonly Position[]): Promise<void>;
  };

/** What is known of runs, and how far the logs have been read. */
export function createRunTables(session: CassandraSession): RunTables {
  return { ...createPartials(session), ...createSeenRuns(session), ...createPositions(session) };
}

function createPartials(session: CassandraSession): Pick<RunTables, 'readPartials' | 'writePartials'> {
  const table = session.table('partials');
  const insert = `INSERT INTO ${table} (poll_id, run, votes_partition, value) VALUES (?, ?, ?, ?) USING TIMESTAMP ?`;
  const read = `SELECT value FROM ${table} WHERE poll_id = ? AND run = ?`;
  return {
    writePartials: (partials) =>
      writeGrouped(
        session,
        partials,
        ({ pollId, run }) => runKeyOf(pollId, run),
        (partial) => {
          const { pollId, run, partition } = partial;
          return { query: insert, params: [pollId, run, partition, JSON.stringify(partial), writeTimestampOf.partial(partial)] };
        },
      ),
    async readPartials({ pollId, run }) {
      const rows = await session.rows({ query: read, params: [pollId, run] });
      return rows.map((row) => JSON.parse(row.get('value') as string) as RunPartial);
    },
  };
}

function createSeenRuns(session: CassandraSession): Pick<RunTables, 'readSeenRuns' | 'writeSeenRuns'> {
  const table = session.table('seen_runs');
  const see = `INSERT INTO ${table} (votes_partition, poll_id, run, marker) VALUES (?, ?, ?, ?) USING TIMESTAMP ?`;
  const close = `INSERT INTO ${table} (votes_partition, poll_id, run, closed_at) VALUES (?, ?, ?, ?) USING TIMESTAMP ?`;
  return {
    async writeSeenRuns(runs) {
      const partitionOf = ({ partition }: SeenRun) => String(partition);
      await writeGrouped(session, runs, partitionOf, ({ partition, marker }) => {
        const { pollId, run } = marker;
        return { query: see, params: [partition, pollId, run, JSON.stringify(marker), writeTimestampOf.fixed] };
      });
      const closed = runs.flatMap((run) => (run.closedAt === null ? [] : [{ ...run, closedAt: run.closedAt }]));
      await writeGrouped(session, closed, partitionOf, ({ partition, marker, closedAt }) => {
        const { pollId, run } = marker;
        return { query: close, params: [partition, pollId, run, BigInt(closedAt), writeTimestampOf.closeMarker(closedAt)] };
      });
    },
    async readSeenRuns(partition) {
      const rows = await session.rows({ query: `SELECT marker, closed_at FROM ${table} WHERE votes_partition = ?`, params: [partition] });
      return rows.map((row) => {
        const closedAt = row.get('closed_at') as bigint | null;
        const marker = JSON.parse(row.get('marker') as string) as SeenRun['marker'];
        return { partition, marker, closedAt: closedAt === null ? null : Number(closedAt) };
      });
    },
  };
}

/** Without a timestamp of their own: the last write stays, by the clock of the process that writes. */
function createPositions(session: CassandraSession): Pick<RunTables, 'readPositions' | 'writePositions'> {
  const table = session.table('positions');
  const insert = `INSERT INTO ${table} (topic, votes_partition, next_offset) VALUES (?, ?, ?)`;
  const read = `SELECT votes_partition, next_offset FROM ${table} WHERE topic = ?`;
  return {
    writePositions: (positions) =>
      writeGrouped(
        session,
        positions,
        ({ topic }) => topic,
        ({ topic, partition, offset }) => ({
          query: insert,
          params: [topic, partition, BigInt(offset)],
        }),
      ),
    async readPositions(topic) {
      const rows = await session.rows({ query: read, params: [topic] });
      return rows.map((row) => {
        const offset = row.get('next_offset') as bigint;
        return { topic, partition: row.get('votes_partition') as number, offset: Number(offset) };
      });
    },
  };
}

/** Rows of one Cassandra partition go together. */
async function writeGrouped<T>(
  session: CassandraSession,
  rows: readonly T[],
  partitionOf: (row: T) => string,
  statementOf: (row: T) => { query: string; params: readonly unknown[] },
): Promise<void> {
  const batches = [...groupBy(rows, partitionOf).values()].flatMap((group) => [...slices(group, rowsPerBatch)]);
  await inParallel(batches, batchesAtATime, (batch) => session.writeTogether(batch.map(statementOf)));
}
