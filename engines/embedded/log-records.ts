import type { LogRecord } from '../../core/ports/event-log.ts';
import type { Connection } from './sqlite.ts';
import { prepareQuery } from './sqlite.ts';

/** Bounds of one read: a short read transaction, and little memory. */
const maxRecords = 1_000;
const maxBytes = 1_000_000;

/** Offsets, times and sizes in bytes of keys and values as lists of numbers; all keys and all values, one after the other. */
type Row = [offsets: string | null, times: string, keySizes: string, valueSizes: string, keys: Buffer, values: Buffer];

/**
 * Reads some records of a partition in one row: the driver takes longer to hand over a row than SQLite to find it, so this takes
 * half the time. Offsets ascend; there are none where there is nothing from `from` on.
 */
export function prepareRecordQuery(connection: Connection, table: string, partition: number): (from: number) => readonly LogRecord[] {
  const some = `SELECT "offset", time, key, value FROM ${table} WHERE "offset" >= ? ORDER BY "offset" LIMIT ${maxRecords}`;
  const query = prepareQuery<Row>(
    connection,
    `SELECT group_concat("offset"), group_concat(time), group_concat(octet_length(key)), group_concat(octet_length(value)),
       CAST(group_concat(key, '') AS BLOB), CAST(group_concat(value, '') AS BLOB) FROM (${some})`,
  );
  return (from) => {
    const row = query.first(from);
    return row === undefined || row[0] === null ? [] : toRecords(partition, row[0], row);
  };
}

function toRecords(partition: number, allOffsets: string, [, allTimes, allKeySizes, allValueSizes, keys, values]: Row): LogRecord[] {
  const [offsets, times, keySizes, valueSizes] = [allOffsets, allTimes, allKeySizes, allValueSizes].map(readNumbers);
  const records: LogRecord[] = [];
  let [keyAt, valueAt] = [0, 0];
  for (let index = 0; index < (offsets?.length ?? 0) && keyAt + valueAt <= maxBytes; index += 1) {
    const keyEnd = keyAt + (keySizes?.[index] ?? 0);
    const valueEnd = valueAt + (valueSizes?.[index] ?? 0);
    records.push({
      partition,
      offset: offsets?.[index] ?? 0,
      timestamp: times?.[index] ?? 0,
      key: keys.toString('utf8', keyAt, keyEnd),
      value: values.toString('utf8', valueAt, valueEnd),
    });
    [keyAt, valueAt] = [keyEnd, valueEnd];
  }
  return records;
}

const comma = 0x2c;
const zero = 0x30;

/** Whole numbers with a comma between. */
function readNumbers(text: string): number[] {
  const numbers: number[] = [];
  let value = 0;
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code === comma) {
      numbers.push(value);
      value = 0;
    } else value = value * 10 + code - zero;
  }
  numbers.push(value);
  return numbers;
}
