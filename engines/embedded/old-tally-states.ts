import type { VoteIdentity } from '../../core/domain/ballots/vote-in-hand.ts';
import { packBallots } from '../../core/domain/ballots/ballot-batch.ts';
import type { ChangeRule } from '../../core/domain/poll.ts';
import { createRunState, foldVersion } from '../../core/domain/tally.ts';
import type { SavedTally } from '../../core/ports/tally-state-store.ts';
import type { Connection } from './sqlite.ts';
import { inTransaction, prepareQuery } from './sqlite.ts';

/** How a ballot stood in a batch of tally_batches. `others` are vote ids, each with "@" and its stamp where votes may change. */
type OldBallot = readonly [voter: string, vote: string, stamp: number, choice: readonly number[], others?: readonly string[]];

/** Moves the states in tally_states and tally_batches to today's tables; nothing where there are none. One transaction, a second for a million voters or so. */
export function convertOldStates(connection: Connection): void {
  const states = prepareQuery<[number, number, string]>(connection, 'SELECT partition, fold_version, body FROM tally_states');
  if (states.first() === undefined) return;
  inTransaction(connection, () => {
    for (const [partition, version, body] of states.all()) {
      if (version !== foldVersion) continue;
      connection.prepare('INSERT OR REPLACE INTO tally_folds VALUES (?, ?, ?)').run([partition, version, body]);
      // Of a newer version that ran before the older one did: its ballots are not those of this fold.
      connection.prepare('DELETE FROM tally_ballots WHERE partition = ?').run([partition]);
      convertBallots(connection, partition, JSON.parse(body) as SavedTally);
    }
    connection.exec('DELETE FROM tally_states; DELETE FROM tally_batches');
  });
}

function convertBallots(connection: Connection, partition: number, { runs }: SavedTally): void {
  const next = prepareQuery<[number, string, string]>(
    connection,
    'SELECT id, run, body FROM tally_batches WHERE partition = ? AND id > ? ORDER BY id LIMIT 1',
  );
  const add = connection.prepare('INSERT INTO tally_ballots (partition, run, names, rows) VALUES (?, ?, ?, ?)');
  const tallies = new Map(runs.map((tally) => [createRunState(tally).key, tally]));
  for (let found = next.first(partition, -1); found !== undefined; found = next.first(partition, found[0])) {
    const [, runKey, body] = found;
    const tally = tallies.get(runKey);
    if (tally === undefined) continue;
    const run = createRunState(tally);
    for (const [voterId, voteId, stamp, choice, others = []] of JSON.parse(body) as OldBallot[]) {
      const row = run.ballots.add(voterId, { voteId, stamp }, run.choices.numberOf(choice));
      for (const other of others) run.ballots.remember(row, identityIn(other, tally.marker.changes));
    }
    const { names, rows } = packBallots(run, run.ballots.takeChanged());
    add.run([partition, runKey, JSON.stringify(names), Buffer.from(rows.buffer, rows.byteOffset, rows.byteLength)]);
  }
}

function identityIn(other: string, changes: ChangeRule): VoteIdentity {
  if (changes === 'none') return { voteId: other, stamp: 0 };
  const at = other.lastIndexOf('@');
  return { voteId: other.slice(0, at), stamp: Number(other.slice(at + 1)) };
}
