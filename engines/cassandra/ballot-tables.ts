import { runKeyOf } from '../../core/domain/poll.ts';
import type { BallotRow, HistoryReader, RunId } from '../../core/ports/history-store.ts';
import { toBallot, toBallotValue } from './ballot-value.ts';
import type { CassandraSession } from './cassandra-session.ts';
import { groupBy, slices } from './grouping.ts';
import { inOrder, inParallel } from './in-parallel.ts';
import { writeTimestampOf } from './write-timestamps.ts';

/** A run's ballots lie in places: one Cassandra partition for each votes partition and bucket. */
type Place = Pick<BallotRow, 'pollId' | 'run' | 'partition' | 'bucket'>;

/** About 10 kB in one write. */
const rowsPerBatch = 100;
const batchesAtATime = 4;
const placesAhead = 4;
/** With pages of 2,000 rows a chunk stays below the 5,000 of the port. */
const enoughForAChunk = 3_000;
const mostKnownPlaces = 100_000;

export type BallotTables = Pick<HistoryReader, 'readBallots' | 'countBallots'> & {
  write(rows: readonly BallotRow[]): Promise<void>;
};

export function createBallotTables(session: CassandraSession): BallotTables {
  const ballots = session.table('ballots');
  const atPlace = 'poll_id = ? AND run = ? AND votes_partition = ? AND bucket = ?';
  const statements = {
    insert: `INSERT INTO ${ballots} (poll_id, run, votes_partition, bucket, voter_id, value) VALUES (?, ?, ?, ?, ?, ?) USING TIMESTAMP ?`,
    read: `SELECT voter_id, value FROM ${ballots} WHERE ${atPlace}`,
    count: `SELECT count(*) FROM ${ballots} WHERE ${atPlace}`,
  };
  const places = createPlaces(session);

  async function* pagesOf(place: Place): AsyncGenerator<readonly BallotRow[]> {
    for await (const page of session.pages({ query: statements.read, params: keyOf(place) })) {
      yield page.map((row) => toBallot(place, row.get('voter_id') as string, row.get('value') as string));
    }
  }

  return {
    async write(rows) {
      const groups = groupBy(rows, placeKeyOf);
      // First, so that no ballot lies where nobody looks.
      await places.note([...groups].map(([key, [row]]) => [key, row]));
      const batches = [...groups.values()].flatMap((group) => [...slices(group, rowsPerBatch)]);
      await inParallel(batches, batchesAtATime, (batch) =>
        session.writeTogether(
          batch.map((row) => ({
            query: statements.insert,
            params: [...keyOf(row), row.voterId, toBallotValue(row), writeTimestampOf.ballot(row.order)],
          })),
        ),
      );
    },
    async *readBallots(id) {
      const opened = inOrder(await places.of(id), placesAhead, async (place) => {
        const pages = pagesOf(place);
        return { first: await pages.next(), pages };
      });
      yield* inChunks(pagesInOrder(opened));
    },
    async countBallots(id) {
      let total = 0;
      await inParallel(await places.of(id), placesAhead, async (place) => {
        const [row] = await session.rows({ query: statements.count, params: keyOf(place) });
        total += Number(row?.get('count') ?? 0);
      });
      return total;
    },
  };
}

/** The places that ballots were written to, kept in a table of their own: nothing else tells where to look. */
function createPlaces(session: CassandraSession) {
  const table = session.table('ballot_places');
  const insert = `INSERT INTO ${table} (poll_id, run, votes_partition, bucket) VALUES (?, ?, ?, ?)`;
  const read = `SELECT votes_partition, bucket FROM ${table} WHERE poll_id = ? AND run = ?`;
  const known = new Set<string>();
  return {
    async note(places: readonly (readonly [key: string, place: Place])[]): Promise<void> {
      if (known.size > mostKnownPlaces) known.clear();
      const unknown = places.filter(([key]) => !known.has(key));
      for (const ofRun of groupBy(unknown, ([, { pollId, run }]) => runKeyOf(pollId, run)).values()) {
        await session.writeTogether(ofRun.map(([, place]) => ({ query: insert, params: keyOf(place) })));
        for (const [key] of ofRun) known.add(key);
      }
    },
    async of({ pollId, run }: RunId): Promise<readonly Place[]> {
      const rows = await session.rows({ query: read, params: [pollId, run] });
      return rows.map((row) => ({ pollId, run, partition: row.get('votes_partition') as number, bucket: row.get('bucket') as number }));
    },
  };
}

interface OpenedPlace {
  readonly first: IteratorResult<readonly BallotRow[], unknown>;
  readonly pages: AsyncGenerator<readonly BallotRow[]>;
}

async function* pagesInOrder(opened: AsyncIterable<OpenedPlace>): AsyncGenerator<readonly BallotRow[]> {
  for await (const { first, pages } of opened) {
    if (first.done === true) continue;
    yield first.value;
    yield* pages;
  }
}

async function* inChunks(pages: AsyncIterable<readonly BallotRow[]>): AsyncGenerator<readonly BallotRow[]> {
  let chunk: BallotRow[] = [];
  for await (const page of pages) {
    for (const row of page) chunk.push(row);
    if (chunk.length < enoughForAChunk) continue;
    yield chunk;
    chunk = [];
  }
  if (chunk.length > 0) yield chunk;
}

function keyOf({ pollId, run, partition, bucket }: Place): readonly unknown[] {
  return [pollId, run, partition, bucket];
}

function placeKeyOf({ pollId, run, partition, bucket }: Place): string {
  return `${runKeyOf(pollId, run)}/${partition}/${bucket}`;
}
