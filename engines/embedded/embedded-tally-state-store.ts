import { setImmediate as nextTurn } from 'node:timers/promises';
import type { BallotNames } from '../../core/domain/ballots/ballot-batch.ts';
import { foldVersion } from '../../core/domain/tally.ts';
import type { RunBallots, SavedTally, TallyCheckpoint, TallyStateStore } from '../../core/ports/tally-state-store.ts';
import type { DerivedOptions } from './derived-schema.ts';
import { historyUnavailable, openDerived, translatingDerived } from './derived-schema.ts';
import { convertOldStates } from './old-tally-states.ts';
import type { Connection } from './sqlite.ts';
import { prepareQuery, rollBack } from './sqlite.ts';

const batchesPerSlice = 20;

/** Opens derived.db for the thread that tallies, and brings what an older version saved into today's form. Several calls at a time are done one after the other. */
export async function openEmbeddedTallyState(options: DerivedOptions): Promise<TallyStateStore> {
  const connection = await openDerived(options);
  translatingDerived(() => convertOldStates(connection));
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
    loadBallots: (partition) => readBatches((after) => inTurn(async () => statements.batchAfter(partition, after))),
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

async function* readBatches(read: (after: number) => Promise<StoredBatch | undefined>): AsyncGenerator<RunBallots> {
  for (let batch = await read(0); batch !== undefined; batch = await read(batch.id)) {
    yield batch.ballots;
    await nextTurn();
  }
}

interface StoredBatch {
  readonly id: number;
  readonly ballots: RunBallots;
}

function prepareStatements(connection: Connection) {
  const state = prepareQuery<[number, string]>(connection, 'SELECT fold_version, body FROM tally_folds WHERE partition = ?');
  const setState = connection.prepare('INSERT OR REPLACE INTO tally_folds VALUES (?, ?, ?)');
  const forgetState = connection.prepare('DELETE FROM tally_folds WHERE partition = ?');
  const addBatch = connection.prepare('INSERT INTO tally_ballots (partition, run, names, rows) VALUES (?, ?, ?, ?)');
  const nextBatch = prepareQuery<[number, string, string, Buffer]>(
    connection,
    'SELECT id, run, names, rows FROM tally_ballots WHERE partition = ? AND id > ? ORDER BY id LIMIT 1',
  );
  const firstRun = prepareQuery<[string]>(connection, 'SELECT run FROM tally_ballots WHERE partition = ? LIMIT 1');
  const dropSome = connection.prepare(
    `DELETE FROM tally_ballots WHERE id IN (SELECT id FROM tally_ballots WHERE partition = ? AND run = ? LIMIT ${batchesPerSlice})`,
  );

  function* dropRun(partition: number, run: string): Generator<void> {
    while (dropSome.run([partition, run]).changes > 0) yield;
  }

  function* dropAll(partition: number): Generator<void> {
    for (let run = firstRun.first(partition); run !== undefined; run = firstRun.first(partition)) yield* dropRun(partition, run[0]);
  }

  const isKnown = (partition: number) => state.first(partition)?.[0] === foldVersion;
  const load = (partition: number): SavedTally | undefined => {
    const [version, body] = state.first(partition) ?? [];
    return version === foldVersion && body !== undefined ? (JSON.parse(body) as SavedTally) : undefined;
  };

  return {
    load,
    batchAfter(partition: number, after: number): StoredBatch | undefined {
      const found = isKnown(partition) ? nextBatch.first(partition, after) : undefined;
      if (found === undefined) return undefined;
      const [id, runKey, names, rows] = found;
      return { id, ballots: { runKey, names: JSON.parse(names) as BallotNames, rows } };
    },
    *saveSteps({ partition, saved, changed, droppedRuns }: TallyCheckpoint): Generator<void> {
      const known = state.first(partition)?.[0];
      if (known !== saved.foldVersion) yield* dropAll(partition);
      for (const { runKey, names, rows } of changed) {
        addBatch.run([partition, runKey, JSON.stringify(names), Buffer.from(rows.buffer, rows.byteOffset, rows.byteLength)]);
        yield;
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
