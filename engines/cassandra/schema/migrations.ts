export interface Migration {
  /** Counts from 1 without a gap. Never change one that has been released: add the next. */
  readonly version: number;
  readonly name: string;
  /** Each may be carried out twice: a process may be killed between carrying out and writing down. */
  readonly statements: (table: (name: string) => string) => readonly string[];
}

/**
 * Rows have one `value` cell each, as the newest write wins cell by cell: two cells could mix two writes. Which one is the newest is
 * told by the write's timestamp, see write-timestamps.ts. docs/decisions/0009-cassandra-tables.md has the sizes.
 */
export const historyMigrations: readonly Migration[] = [
  {
    version: 1,
    name: 'polls, ballots, timeline, partials, runs, positions',
    statements: (table) => [
      `CREATE TABLE IF NOT EXISTS ${table('polls_by_author')} (author text, created_at bigint, poll_id text, value text,
         PRIMARY KEY ((author), created_at, poll_id)) WITH CLUSTERING ORDER BY (created_at DESC, poll_id ASC)`,
      `CREATE TABLE IF NOT EXISTS ${table('polls_by_id')} (poll_id text PRIMARY KEY, value text)`,
      `CREATE TABLE IF NOT EXISTS ${table('poll_ids_by_code')} (code text PRIMARY KEY, poll_id text)`,
      `CREATE TABLE IF NOT EXISTS ${table('ballots')} (poll_id text, run int, votes_partition int, bucket int, voter_id text, value text,
         PRIMARY KEY ((poll_id, run, votes_partition, bucket), voter_id))`,
      `CREATE TABLE IF NOT EXISTS ${table('ballot_places')} (poll_id text, run int, votes_partition int, bucket int,
         PRIMARY KEY ((poll_id, run), votes_partition, bucket))`,
      `CREATE TABLE IF NOT EXISTS ${table('timeline_by_second')} (poll_id text, run int, hour int, step bigint, votes_partition int, value text,
         PRIMARY KEY ((poll_id, run, hour), step, votes_partition))`,
      `CREATE TABLE IF NOT EXISTS ${table('timeline_by_minute')} (poll_id text, run int, day int, step bigint, votes_partition int, value text,
         PRIMARY KEY ((poll_id, run, day), step, votes_partition))`,
      `CREATE TABLE IF NOT EXISTS ${table('timeline_by_hour')} (poll_id text, run int, step bigint, votes_partition int, value text,
         PRIMARY KEY ((poll_id, run), step, votes_partition))`,
      `CREATE TABLE IF NOT EXISTS ${table('partials')} (poll_id text, run int, votes_partition int, value text,
         PRIMARY KEY ((poll_id, run), votes_partition))`,
      `CREATE TABLE IF NOT EXISTS ${table('seen_runs')} (votes_partition int, poll_id text, run int, marker text, closed_at bigint,
         PRIMARY KEY ((votes_partition), poll_id, run))`,
      `CREATE TABLE IF NOT EXISTS ${table('positions')} (topic text, votes_partition int, next_offset bigint,
         PRIMARY KEY ((topic), votes_partition))`,
    ],
  },
];
