import type { Poll } from '../../core/domain/poll.ts';
import type { HistoryReader } from '../../core/ports/history-store.ts';
import type { CassandraSession, Row } from './cassandra-session.ts';
import { inParallel } from './in-parallel.ts';
import { writeTimestampOf } from './write-timestamps.ts';

/** Until there are accounts, all polls are one author's. */
const author = 'default';
const pollsAtATime = 16;

export type PollTables = Pick<HistoryReader, 'listPolls' | 'findPoll'> & { write(polls: readonly Poll[]): Promise<void> };

export function createPollTables(session: CassandraSession): PollTables {
  const [byAuthor, byId, byCode] = [session.table('polls_by_author'), session.table('polls_by_id'), session.table('poll_ids_by_code')];
  const statements = {
    list: `SELECT value FROM ${byAuthor} WHERE author = ?`,
    byId: `SELECT value FROM ${byId} WHERE poll_id = ?`,
    byCode: `SELECT poll_id FROM ${byCode} WHERE code = ?`,
    intoAuthor: `INSERT INTO ${byAuthor} (author, created_at, poll_id, value) VALUES (?, ?, ?, ?) USING TIMESTAMP ?`,
    intoId: `INSERT INTO ${byId} (poll_id, value) VALUES (?, ?) USING TIMESTAMP ?`,
    intoCode: `INSERT INTO ${byCode} (code, poll_id) VALUES (?, ?) USING TIMESTAMP ?`,
  };

  async function readById(id: string): Promise<Poll | undefined> {
    const [row] = await session.rows({ query: statements.byId, params: [id] });
    return row && toPoll(row);
  }

  return {
    write: (polls) =>
      inParallel(polls, pollsAtATime, async (poll) => {
        const timestamp = writeTimestampOf.poll(poll);
        const value = JSON.stringify(poll);
        await Promise.all([
          session.write({ query: statements.intoAuthor, params: [author, BigInt(poll.createdAt), poll.id, value, timestamp] }),
          session.write({ query: statements.intoId, params: [poll.id, value, timestamp] }),
          session.write({ query: statements.intoCode, params: [poll.code, poll.id, writeTimestampOf.fixed] }),
        ]);
      }),
    listPolls: async () => (await session.rows({ query: statements.list, params: [author] })).map(toPoll),
    async findPoll(idOrCode) {
      const found = await readById(idOrCode);
      if (found !== undefined) return found;
      const [row] = await session.rows({ query: statements.byCode, params: [idOrCode] });
      return row && readById(row.get('poll_id') as string);
    },
  };
}

function toPoll(row: Row): Poll {
  return JSON.parse(row.get('value') as string) as Poll;
}
