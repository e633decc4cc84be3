import { setImmediate as nextTurn } from 'node:timers/promises';
import { foldVersion } from '../../core/domain/tally.ts';
import type { BallotChange, SavedTally, TallyCheckpoint, TallyStateStore } from '../../core/ports/tally-state-store.ts';
import type { DerivedOptions } from './derived-schema.ts';
import { historyUnavailable, openDerived } from './derived-schema.ts';
import type { Connection } from './sqlite.ts';
import { prepareQuery, rollBack } from './sqlite.ts';

/** Ballots of one batch; between two, other work of the thread gets its turn. */
const ballotsPerBatch = 1_000;
const batchesPerSlice = 20;

/** How a ballot stands in a batch. */
type Packed = [voter: string, vote: string, stamp: number, choice: readonly number[], others?: readonly string[]];

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
    loadBallots: (partition) => readChunks((after) => inTurn(async () => statements.batchAfter(partition, after))),
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

/** A voter may come again in a later chunk: the last one counts. */
async function* readChunks(read: (after: number) => Promise<Batch | undefined>): AsyncGenerator<readonly BallotChange[]> {
  for (let batch = await read(0); batch !== undefined; batch = await read(batch.id)) {
    yield batch.changes;
    await nextTurn();
  }
}

interface Batch {
  readonly id: number;
  readonly changes: readonly BallotChange[];
}

function prepareStatements(connection: Connection) {
  const state = prepareQuery<[number, string]>(connection, 'SELECT fold_version, body FROM tally_states WHERE partition = ?');
  const setState = connection.prepare('INSERT OR REPLACE INTO tally_states VALUES (?, ?, ?)');
  const forgetState = connection.prepare('DELETE FROM tally_states WHERE partition = ?');
  const addBatch = connection.prepare('INSERT INTO tally_batches (partition, run, body) VALUES (?, ?, ?)');
  const nextBatch = prepareQuery<[number, string, string]>(
    connection,
    'SELECT id, run, body FROM tally_batches WHERE partition = ? AND id > ? ORDER BY id LIMIT 1',
  );
  const firstRun = prepareQuery<[string]>(connection, 'SELECT run FROM tally_batches WHERE partition = ? LIMIT 1');
  const dropSome = connection.prepare(
    `DELETE FROM tally_batches WHERE id IN (SELECT id FROM tally_batches WHERE partition = ? AND run = ? LIMIT ${batchesPerSlice})`,
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
    batchAfter(partition: number, after: number): Batch | undefined {
      const [id, run, body] = (load(partition) === undefined ? undefined : nextBatch.first(partition, after)) ?? [];
      if (id === undefined || run === undefined || body === undefined) return undefined;
      return { id, changes: (JSON.parse(body) as Packed[]).map((packed) => unpack(run, packed)) };
    },
    *saveSteps({ partition, saved, changed, droppedRuns }: TallyCheckpoint): Generator<void> {
      const known = state.first(partition)?.[0];
      if (known !== saved.foldVersion) yield* dropAll(partition);
      for (const [run, ballots] of groupByRun(changed)) {
        for (let start = 0; start < ballots.length; start += ballotsPerBatch) {
          addBatch.run([partition, run, JSON.stringify(ballots.slice(start, start + ballotsPerBatch))]);
          yield;
        }
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

function groupByRun(changed: readonly BallotChange[]): ReadonlyMap<string, readonly Packed[]> {
  const groups = new Map<string, Packed[]>();
  for (const { runKey, voterId, ballot } of changed) {
    const { voteId, stamp, choice, others } = ballot;
    const packed: Packed = others === undefined ? [voterId, voteId, stamp, choice] : [voterId, voteId, stamp, choice, others];
    const group = groups.get(runKey);
    if (group === undefined) groups.set(runKey, [packed]);
    else group.push(packed);
  }
  return groups;
}

function unpack(runKey: string, [voterId, voteId, stamp, choice, others]: Packed): BallotChange {
  const ballot = { voteId, stamp, choice };
  return { runKey, voterId, ballot: others === undefined ? ballot : { ...ballot, others } };
}
