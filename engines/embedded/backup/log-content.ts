import { setImmediate as nextTurn } from 'node:timers/promises';
import { decodePollCommand } from '../../../core/contract/topics.ts';
import { applyCommand, createPollBook } from '../../../core/domain/poll-book.ts';
import { isRunning } from '../../../core/domain/poll.ts';
import { logFormat, readPartitionCounts, tableOf } from '../log-schema.ts';
import type { Connection } from '../sqlite.ts';
import { openForReading, prepareQuery, readNumber } from '../sqlite.ts';
import type { LogContent } from './backup-manifest.ts';

/** Rows that are looked at without a turn of the event loop between. */
const rowsPerSlice = 20_000;
/** How encodeVote in core/contract/topics.ts begins a vote; markers begin otherwise. */
const voteBegins = '{"v":1,"kind":"vote"';

/** Nothing at all where there is no log, or none of a format known here. */
export async function readLogContent(file: string): Promise<LogContent> {
  const connection = openForReading(file);
  if (connection === undefined) return { polls: 0, votes: 0, openPolls: 0 };
  try {
    const format = readNumber(connection, 'PRAGMA user_version');
    return format === 0 || format > logFormat ? { polls: 0, votes: 0, openPolls: 0 } : await countIn(connection);
  } finally {
    connection.close();
  }
}

async function countIn(connection: Connection): Promise<LogContent> {
  const book = createPollBook();
  for (const [value] of prepareQuery<[string]>(connection, `SELECT value FROM ${tableOf('polls', 0)} ORDER BY "offset"`).all()) {
    const command = decodePollCommand(value);
    if (command !== undefined) applyCommand(book, command);
  }
  const polls = [...book.polls.values()];
  return {
    polls: polls.length,
    votes: await countVotes(connection),
    openPolls: polls.filter(isRunning).length,
  };
}

async function countVotes(connection: Connection): Promise<number> {
  let votes = 0;
  for (let partition = 0; partition < readPartitionCounts(connection).votes; partition += 1) {
    const table = tableOf('votes', partition);
    const end = readNumber(connection, `SELECT max("offset") + 1 FROM ${table}`);
    const count = prepareQuery<[number]>(
      connection,
      `SELECT count(*) FROM ${table} WHERE "offset" >= ? AND "offset" < ? AND substr(value, 1, ${voteBegins.length}) = ?`,
    );
    for (let start = 0; start < end; start += rowsPerSlice) {
      votes += count.first(start, start + rowsPerSlice, voteBegins)?.[0] ?? 0;
      await nextTurn();
    }
  }
  return votes;
}
