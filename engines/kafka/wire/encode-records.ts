import type { NewRecord } from '../../../core/ports/event-log.ts';
import { crc32c } from './crc32c.ts';
import { writeInt64 } from './wire-writer.ts';

/** Of a batch: first offset 8, length 4, leader epoch 4, magic 1, checksum 4, attributes 2, last delta 4, times 16, producer 14, count 4. */
const headerBytes = 61;
const afterLength = 12;
const afterChecksum = 21;
/** What a record takes at most beside its key and value: five varints and three single bytes. */
const mostOverheadBytes = 28;

export interface EncodedRecords {
  readonly batch: Buffer;
  /** How many of the entries, from the first on, found room. */
  readonly count: number;
}

/**
 * One uncompressed batch (format 2) of as many entries as fit in about `maxBytes`, one at least. This is where a server under load
 * spends its time: no object is made for a record.
 */
export function encodeRecords(entries: readonly { readonly record: NewRecord }[], maxBytes: number, time: number): EncodedRecords {
  let buffer: Buffer = Buffer.allocUnsafe(Math.min(maxBytes, 256 * entries.length) + 1024);
  let end = headerBytes;
  let count = 0;
  for (const { record } of entries) {
    const keyBytes = Buffer.byteLength(record.key);
    const valueBytes = Buffer.byteLength(record.value);
    const most = keyBytes + valueBytes + mostOverheadBytes;
    if (count > 0 && end + most > maxBytes) break;
    if (end + most > buffer.length) buffer = enlarge(buffer, end, end + most);
    const size = 3 + varintSize(count) + varintSize(keyBytes) + keyBytes + varintSize(valueBytes) + valueBytes;
    end = writeVarint(buffer, size, end);
    buffer[end] = 0; // attributes
    buffer[end + 1] = 0; // time, as a difference to the batch's
    end = writeVarint(buffer, count, end + 2);
    end = writeText(buffer, record.key, keyBytes, writeVarint(buffer, keyBytes, end));
    end = writeText(buffer, record.value, valueBytes, writeVarint(buffer, valueBytes, end));
    buffer[end] = 0; // headers
    end += 1;
    count += 1;
  }
  writeHeader(buffer, end, count, time);
  return { batch: buffer.subarray(0, end), count };
}

function writeHeader(buffer: Buffer, end: number, count: number, time: number): void {
  writeInt64(buffer, 0, 0);
  buffer.writeInt32BE(end - afterLength, 8);
  buffer.writeInt32BE(-1, 12);
  buffer[16] = 2;
  buffer.writeInt16BE(0, 21);
  buffer.writeInt32BE(count - 1, 23);
  writeInt64(buffer, time, 27);
  writeInt64(buffer, time, 35);
  writeInt64(buffer, -1, 43);
  buffer.writeInt16BE(-1, 51);
  buffer.writeInt32BE(-1, 53);
  buffer.writeInt32BE(count, 57);
  buffer.writeUInt32BE(crc32c(buffer, afterChecksum, end), 17);
}

function enlarge(buffer: Buffer, used: number, needed: number): Buffer {
  const larger = Buffer.allocUnsafe(Math.max(buffer.length * 2, needed));
  buffer.copy(larger, 0, 0, used);
  return larger;
}

/** Sizes and counts only: they are not negative, and the sign takes the lowest bit. */
function writeVarint(buffer: Buffer, value: number, at: number): number {
  let rest = value * 2;
  let to = at;
  for (; rest > 0x7f; rest >>>= 7) {
    buffer[to] = (rest & 0x7f) | 0x80;
    to += 1;
  }
  buffer[to] = rest;
  return to + 1;
}

function varintSize(value: number): number {
  let size = 1;
  for (let rest = value * 2; rest > 0x7f; rest >>>= 7) size += 1;
  return size;
}

/** As many bytes as characters: the quick way of writing will do. */
function writeText(buffer: Buffer, text: string, bytes: number, at: number): number {
  buffer.write(text, at, bytes, bytes === text.length ? 'latin1' : 'utf8');
  return at + bytes;
}
