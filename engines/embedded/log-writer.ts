import { messageOf } from '../../core/domain/failure.ts';
import type { AppendAnswer, AppendMessage, WriterDiagnosis, WriterFailure } from './log-messages.ts';
import { slotOf } from './log-messages.ts';
import type { PartitionCounts } from './log-schema.ts';
import { tableOf, topicNames } from './log-schema.ts';
import type { Connection } from './sqlite.ts';
import { prepareQuery, readNumber, rollBack, sqliteCodeOf } from './sqlite.ts';

/** The end of one partition, as of the last commit and within the transaction that is open. */
interface Slot {
  /** Puts in rows of offset, time, key and value, one after the other. */
  readonly insert: (rows: readonly (string | number)[]) => void;
  readonly readLast: () => readonly [number, number] | undefined;
  end: number;
  time: number;
  /** Rows of the transaction that are not put in yet. */
  readonly rows: (string | number)[];
}

export interface LogWriterCore {
  /** Writes all messages in one transaction, synced before this returns; the answers are in the messages' order. */
  write(messages: readonly AppendMessage[]): AppendAnswer[];
  diagnose(): WriterDiagnosis;
}

export interface LogWriterOptions {
  readonly connection: Connection;
  readonly counts: PartitionCounts;
  /** Ms since 1970. */
  readonly clock: () => number;
}

export function createLogWriter({ connection, counts, clock }: LogWriterOptions): LogWriterCore {
  const slots = prepareSlots(connection, counts);
  const begin = connection.prepare('BEGIN IMMEDIATE');
  const commit = connection.prepare('COMMIT');
  let endsAreKnown = false;
  let transactions = 0;
  let records = 0;
  let refusing: WriterFailure | null = null;

  function writeAll(messages: readonly AppendMessage[]): AppendAnswer[] {
    for (const { rows } of slots.values()) rows.length = 0; // a transaction that failed may have left some
    begin.run([]);
    if (!endsAreKnown) readEnds(slots);
    endsAreKnown = false; // until the commit says so: what a failed transaction counted is void
    const now = clock();
    const answers = messages.map((message) => placeMessage(slots, message, now));
    for (const { rows, insert } of slots.values()) if (rows.length > 0) insert(rows);
    commit.run([]);
    endsAreKnown = true;
    transactions += 1;
    for (const message of messages) records += message.slots.length;
    return answers;
  }

  return {
    write(messages) {
      try {
        const answers = writeAll(messages);
        refusing = null;
        return answers;
      } catch (error) {
        rollBack(connection);
        const refused = failureOf(error);
        refusing = refused;
        return messages.map(({ id }) => ({ id, refused }));
      }
    },
    diagnose: () => ({
      journalMode: prepareQuery<[string]>(connection, 'PRAGMA journal_mode').first()?.[0] ?? '',
      synchronous: readNumber(connection, 'PRAGMA synchronous'),
      transactions,
      records,
      refusing,
    }),
  };
}

function prepareSlots(connection: Connection, counts: PartitionCounts): ReadonlyMap<number, Slot> {
  const slots = new Map<number, Slot>();
  topicNames.forEach((topic, topicIndex) => {
    for (let partition = 0; partition < counts[topic]; partition += 1) {
      const table = tableOf(topic, partition);
      const last = prepareQuery<[number, number]>(connection, `SELECT "offset", time FROM ${table} ORDER BY "offset" DESC LIMIT 1`);
      slots.set(slotOf(topicIndex, partition), {
        insert: createInsert(connection, table),
        readLast: () => last.first(),
        ...{ end: 0, time: 0, rows: [] },
      });
    }
  });
  return slots;
}

/** The driver takes longer to run a statement than SQLite to put in a row. */
const rowsAtOnce = [32, 8, 1];
const columns = 4;

function createInsert(connection: Connection, table: string): Slot['insert'] {
  const row = `(${Array(columns).fill('?').join(', ')})`;
  const inserts = rowsAtOnce.map((count) => ({
    size: count * columns,
    statement: connection.prepare(`INSERT INTO ${table} VALUES ${Array(count).fill(row).join(', ')}`),
  }));
  return (rows) => {
    let from = 0;
    for (const { size, statement } of inserts) {
      for (; rows.length - from >= size; from += size) statement.run(rows.slice(from, from + size));
    }
  };
}

function readEnds(slots: ReadonlyMap<number, Slot>): void {
  for (const slot of slots.values()) {
    const [offset, time] = slot.readLast() ?? [-1, 0];
    slot.end = offset + 1;
    slot.time = time;
  }
}

function placeMessage(slots: ReadonlyMap<number, Slot>, message: AppendMessage, now: number): AppendAnswer {
  const placed: number[] = [];
  const time = message.time === 0 ? now : message.time;
  const seen = new Set<number>();
  message.slots.forEach((number, index) => {
    const slot = slots.get(number);
    if (slot === undefined) throw new Error(`no partition has the slot ${number}`);
    if (!seen.has(number)) {
      seen.add(number);
      slot.time = Math.max(slot.time, time);
      placed.push(number, slot.end, slot.time);
    }
    slot.rows.push(slot.end, slot.time, message.texts[2 * index] ?? '', message.texts[2 * index + 1] ?? '');
    slot.end += 1;
  });
  return { id: message.id, placed };
}

/** A full disk; the second is a shared index that could not be made larger. */
const noSpace = ['SQLITE_FULL', 'SQLITE_IOERR_SHMSIZE'];

/** Every error of a transaction is one of the disk or of the file: nothing was written, and it may pass. */
function failureOf(error: unknown): WriterFailure {
  const isFull = noSpace.includes(sqliteCodeOf(error) ?? '');
  const message = isFull
    ? 'The disk of the data folder is full, so no votes can be stored. They are refused, none is lost: phones send them again by themselves. Free some space; voting goes on by itself.'
    : `The log on this computer's disk cannot be written (${messageOf(error)}). Votes are refused, none is lost: phones send them again by themselves. Check the free space of the disk.`;
  return { code: isFull ? 'disk-full' : 'log-unavailable', message, retriable: true };
}
