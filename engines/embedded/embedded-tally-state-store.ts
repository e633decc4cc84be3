import { setImmediate as nextTurn } from 'node:timers/promises';
import { foldVersion } from '../../core/domain/tally.ts';
import type { BallotChange, SavedTally, TallyCheckpoint, TallyStateStore } from '../../core/ports/tally-state-store.ts';
import type { DerivedOptions } from './derived-schema.ts';
import { historyUnavailable, openDerived } from './derived-schema.ts';
import type { Connection } from './sqlite.ts';
import { prepareQuery, rollBack } from './sqlite.ts';

/** Rows written or removed before other work of the thread gets its turn. */
const rowsPerSlice = 1_000;
const rowsPerChunk = 5_000;

type BallotColumns = [run: string, voter: string, vote: string, stamp: number, choice: string, others: string | null];

/** Opens derived.db for the thread that tallies. Several calls at a time are done one after the other. */
export async function openEmbeddedTallyState(options: DerivedOptions): Promise<TallyStateStore> {
  const connection = await openDerived(options);
  const statements = prepareStatements(connection);
  let last: Promise<unknown> = Promise.resolve();
  /** One connection has one transaction at a time, and saving one takes several turns. */
  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const result = last.then(work).catch((error: unknown) => {
      throw historyUnavailable(error);
    });
    last = result.catch(() => undefined);
    return result;
  };
  return {
    load: (partition) => inTurn(async () => statements.load(partition)),
    loadBallots: (partition) => readChunks((after) => inTurn(async () => statements.ballotsAfter(partition, after))),
    save: (checkpoint) => inTurn(() => inSlices(connection, statements.saveSteps(checkpoint))),
    reset: (partition) => inTurn(() => inSlices(connection, statements.resetSteps(partition))),
    async stop() {
      await last;
      connection.close();
    },
  };
}

/** Does all steps in one transaction, with a turn of the event loop between them. */
async function inSlices(connection: Connection, steps: Iterable<void>): Promise<void> {
  connection.exec('BEGIN IMMEDIATE');
  try {
    for (const _ of steps) await nextTurn();
    connection.exec('COMMIT');
  } catch (error) {
    rollBack(connection);
    throw error;
  }
}

async function* readChunks(
  read: (after: BallotChange | undefined) => Promise<readonly BallotChange[]>,
): AsyncGenerator<readonly BallotChange[]> {
  let last: BallotChange | undefined;
  for (;;) {
    const chunk = await read(last);
    last = chunk.at(-1);
    if (last === undefined) return;
    yield chunk;
    await nextTurn();
  }
}

function prepareStatements(connection: Connection) {
  const state = prepareQuery<[number, string]>(connection, 'SELECT fold_version, body FROM tally_states WHERE partition = ?');
  const setState = connection.prepare('INSERT OR REPLACE INTO tally_states VALUES (?, ?, ?)');
  const forgetState = connection.prepare('DELETE FROM tally_states WHERE partition = ?');
  const setBallot = connection.prepare('INSERT OR REPLACE INTO tally_ballots VALUES (?, ?, ?, ?, ?, ?, ?)');
  const ballots = prepareQuery<BallotColumns>(
    connection,
    `SELECT run, voter, vote, stamp, choice, others FROM tally_ballots
       WHERE partition = ? AND (run, voter) > (?, ?) ORDER BY run, voter LIMIT ${rowsPerChunk}`,
  );
  const firstRun = prepareQuery<[string]>(connection, 'SELECT run FROM tally_ballots WHERE partition = ? LIMIT 1');
  const dropSome = connection.prepare(
    `DELETE FROM tally_ballots WHERE partition = ?1 AND run = ?2 AND voter <=
       (SELECT max(voter) FROM (SELECT voter FROM tally_ballots WHERE partition = ?1 AND run = ?2 ORDER BY voter LIMIT ${rowsPerSlice}))`,
  );

  function* dropRun(partition: number, run: string): Generator<void> {
    while (dropSome.run([partition, run]).changes > 0) yield;
  }

  function* dropAll(partition: number): Generator<void> {
    for (let run = firstRun.first(partition); run !== undefined; run = firstRun.first(partition)) yield* dropRun(partition, run[0]);
  }

  const load = (partition: number): SavedTally | undefined => {
    const [version, body] = state.first(partition) ?? [];
    return version === foldVersion && body !== undefined ? (JSON.parse(body) as SavedTally) : undefined;
  };

  return {
    load,
    ballotsAfter: (partition: number, after: BallotChange | undefined): readonly BallotChange[] =>
      load(partition) === undefined ? [] : ballots.all(partition, after?.runKey ?? '', after?.voterId ?? '').map(toChange),
    *saveSteps({ partition, saved, changed, droppedRuns }: TallyCheckpoint): Generator<void> {
      const known = state.first(partition)?.[0];
      if (known !== saved.foldVersion) yield* dropAll(partition);
      for (const [index, { runKey, voterId, ballot }] of changed.entries()) {
        const { voteId, stamp, choice, others } = ballot;
        setBallot.run([
          partition,
          runKey,
          voterId,
          voteId,
          stamp,
          JSON.stringify(choice),
          others === undefined ? null : JSON.stringify(others),
        ]);
        if (index % rowsPerSlice === rowsPerSlice - 1) yield;
      }
      for (const run of droppedRuns) yield* dropRun(partition, run);
      setState.run([partition, saved.foldVersion, JSON.stringify(saved)]);
    },
    *resetSteps(partition: number): Generator<void> {
      yield* dropAll(partition);
      forgetState.run([partition]);
    },
  };
}

function toChange([runKey, voterId, voteId, stamp, choice, others]: BallotColumns): BallotChange {
  const ballot = { voteId, stamp, choice: JSON.parse(choice) as number[] };
  return { runKey, voterId, ballot: others === null ? ballot : { ...ballot, others: JSON.parse(others) as string[] } };
}
