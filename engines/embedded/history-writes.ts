import { pollVersion } from '../../core/domain/poll.ts';
import type { TopicName } from '../../core/ports/event-log.ts';
import type { BallotRow, HistoryBatch, HistoryWriter, Position, SeenRun } from '../../core/ports/history-store.ts';
import { translatingDerived } from './derived-schema.ts';
import type { Connection } from './sqlite.ts';
import { inTransaction, prepareQuery } from './sqlite.ts';

/** All is upserts in which the newest stays, whatever the order; see the promises in core/ports/history-store.ts. */
const upsertPoll = `INSERT INTO polls VALUES (?, ?, ?, ?) ON CONFLICT DO UPDATE
  SET version = excluded.version, created_at = excluded.created_at, body = excluded.body WHERE excluded.version > version`;
const upsertSeenRun = `INSERT INTO seen_runs VALUES (?, ?, ?, ?) ON CONFLICT DO UPDATE
  SET closed_at = min(coalesce(closed_at, excluded.closed_at), coalesce(excluded.closed_at, closed_at))`;
const upsertBallot = `INSERT INTO ballots (run_id, partition, bucket, voter, vote, rank, time, choice)
  VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO UPDATE
  SET vote = excluded.vote, rank = excluded.rank, time = excluded.time, choice = excluded.choice
  WHERE (excluded.rank, excluded.vote) > (rank, vote)`;
const upsertPoint = `INSERT INTO timeline VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO UPDATE
  SET "offset" = excluded."offset", counts = excluded.counts, voters = excluded.voters, duplicates = excluded.duplicates
  WHERE excluded."offset" > "offset"`;
const upsertPartial = `INSERT INTO partials VALUES (?, ?, ?, ?, ?) ON CONFLICT DO UPDATE
  SET fold_version = excluded.fold_version, "offset" = excluded."offset", body = excluded.body
  WHERE (excluded.fold_version, excluded."offset") > (fold_version, "offset")`;
const setPosition = 'INSERT OR REPLACE INTO positions VALUES (?, ?, ?)';

export function createHistoryWriter(connection: Connection): HistoryWriter {
  const writeBatch = prepareBatch(connection);
  const positions = prepareQuery<[number, number]>(
    connection,
    'SELECT partition, "offset" FROM positions WHERE topic = ? ORDER BY partition',
  );
  const seenRuns = prepareQuery<[number, string, number | null]>(
    connection,
    'SELECT partition, marker, closed_at FROM seen_runs WHERE partition = ? ORDER BY run_id',
  );
  return {
    write: async (batch) => translatingDerived(() => inTransaction(connection, () => writeBatch(batch))),
    readPositions: async (topic) => translatingDerived(() => positions.all(topic).map((row) => toPosition(topic, row))),
    readSeenRuns: async (partition) => translatingDerived(() => seenRuns.all(partition).map(toSeenRun)),
  };
}

function prepareBatch(connection: Connection): (batch: HistoryBatch) => void {
  const poll = connection.prepare(upsertPoll);
  const seenRun = connection.prepare(upsertSeenRun);
  const ballot = connection.prepare(upsertBallot);
  const point = connection.prepare(upsertPoint);
  const partial = connection.prepare(upsertPartial);
  const position = connection.prepare(setPosition);
  const prepareNumbers = prepareRunNumbers(connection);
  return (batch) => {
    const numberOf = prepareNumbers();
    for (const row of batch.polls ?? []) poll.run([row.id, pollVersion(row), row.createdAt, JSON.stringify(row)]);
    for (const { partition, marker, closedAt } of batch.runs ?? []) {
      seenRun.run([numberOf(marker.pollId, marker.run), partition, JSON.stringify(marker), closedAt]);
    }
    for (const row of batch.ballots ?? []) ballot.run(ballotValues(numberOf(row.pollId, row.run), row));
    for (const row of batch.timeline ?? []) {
      const { partition, second, offset, counts, voters, duplicates } = row;
      point.run([numberOf(row.pollId, row.run), partition, second, offset, JSON.stringify(counts), voters, duplicates]);
    }
    for (const row of batch.partials ?? []) {
      partial.run([numberOf(row.pollId, row.run), row.partition, row.foldVersion, row.offset, JSON.stringify(row)]);
    }
    for (const { topic, partition, offset } of batch.positions ?? []) position.run([topic, partition, offset]);
  };
}

function ballotValues(runId: number, { partition, bucket, voterId, voteId, order, time, choice }: BallotRow) {
  return [runId, partition, bucket, voterId, voteId, order, time, `[${choice.join(',')}]`];
}

/** Runs have small numbers in the tables of many rows. Known ones are remembered per batch only: a rollback may undo them. */
function prepareRunNumbers(connection: Connection): () => (pollId: string, run: number) => number {
  const insert = connection.prepare('INSERT OR IGNORE INTO runs (poll, run) VALUES (?, ?)');
  const select = prepareQuery<[number]>(connection, 'SELECT id FROM runs WHERE poll = ? AND run = ?');
  return () => {
    let last = { pollId: '', run: 0, number: 0 };
    return (pollId, run) => {
      if (last.pollId === pollId && last.run === run) return last.number;
      insert.run([pollId, run]);
      const number = select.first(pollId, run)?.[0];
      if (number === undefined) throw new Error(`run ${run} of poll ${pollId} did not get a number`);
      last = { pollId, run, number };
      return number;
    };
  };
}

function toPosition(topic: TopicName, [partition, offset]: readonly [number, number]): Position {
  return { topic, partition, offset };
}

function toSeenRun([partition, marker, closedAt]: readonly [number, string, number | null]): SeenRun {
  return { partition, marker: JSON.parse(marker) as SeenRun['marker'], closedAt };
}
