import type { NodeStatus } from '../../core/domain/cluster-status.ts';
import type { HistoryBatch, HistoryReader, HistoryStore } from '../../core/ports/history-store.ts';
import { createBallotTables } from './ballot-tables.ts';
import type { CassandraOptions } from './cassandra-options.ts';
import type { CassandraSession } from './cassandra-session.ts';
import { openSession } from './cassandra-session.ts';
import { createPollTables } from './poll-tables.ts';
import { createRunTables } from './run-tables.ts';
import { expectSchema, prepareSchema } from './schema/migrate.ts';
import { createTimelineTables } from './timeline-tables.ts';

export type { CassandraOptions } from './cassandra-options.ts';

export interface CassandraHistoryReader extends HistoryReader {
  /** The cluster's nodes as this connection sees them. */
  nodes(): Promise<readonly NodeStatus[]>;
}
export interface CassandraHistory extends HistoryStore, CassandraHistoryReader {}

/**
 * Reads history from any process. Rejects with `history-unavailable`, retriable, while no server has made it;
 * with `newer-format`, `history-access-denied` or `settings-invalid` when somebody has to do something first.
 */
export async function openCassandraHistoryReader(options: CassandraOptions): Promise<CassandraHistoryReader> {
  return openPrepared(options, expectSchema, readingPart);
}

/**
 * Opens history for writing; makes the keyspace (with `replication` copies in the local data center) and its tables where they
 * are missing. Several servers may do so at once. Rejects as the reader does.
 */
export async function openCassandraHistory(options: CassandraOptions & { readonly replication: number }): Promise<CassandraHistory> {
  return openPrepared(
    options,
    (session) => prepareSchema(session, options.replication),
    (session) => ({ ...readingPart(session), ...writingPart(session) }),
  );
}

async function openPrepared<T>(
  options: CassandraOptions,
  prepare: (session: CassandraSession) => Promise<void>,
  create: (session: CassandraSession) => T,
): Promise<T> {
  const session = await openSession(options);
  try {
    await prepare(session);
    return create(session);
  } catch (error) {
    await session.stop();
    throw error;
  }
}

function readingPart(session: CassandraSession): CassandraHistoryReader {
  const polls = createPollTables(session);
  const ballots = createBallotTables(session);
  return {
    listPolls: polls.listPolls,
    findPoll: polls.findPoll,
    readPartials: createRunTables(session).readPartials,
    readTimeline: createTimelineTables(session).readTimeline,
    readBallots: ballots.readBallots,
    countBallots: ballots.countBallots,
    nodes: async () => session.nodes(),
    stop: () => session.stop(),
  };
}

function writingPart(session: CassandraSession): Pick<HistoryStore, 'write' | 'readPositions' | 'readSeenRuns'> {
  const polls = createPollTables(session);
  const ballots = createBallotTables(session);
  const timeline = createTimelineTables(session);
  const runs = createRunTables(session);
  return {
    async write(batch: HistoryBatch) {
      await Promise.all([
        polls.write(batch.polls ?? []),
        runs.writeSeenRuns(batch.runs ?? []),
        ballots.write(batch.ballots ?? []),
        timeline.write(batch.timeline ?? []),
        runs.writePartials(batch.partials ?? []),
      ]);
      // Only after everything they stand for: a position is never ahead of what is written.
      await runs.writePositions(batch.positions ?? []);
    },
    readPositions: runs.readPositions,
    readSeenRuns: runs.readSeenRuns,
  };
}
