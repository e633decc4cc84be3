import type { LogRecord } from '../../../core/ports/event-log.ts';
import { readInt64 } from './wire-reader.ts';

const headerBytes = 61;
const compressionBits = 0x07;
const appendTimeBit = 0x08;
const controlBit = 0x20;

/** A batch within the answer to a fetch; its records are decoded when they are wanted. */
export interface FetchedBatch {
  readonly buffer: Buffer;
  readonly start: number;
  readonly firstOffset: number;
  readonly lastOffset: number;
}

/** The whole batches in an answer: the last one may be cut off, as brokers count bytes and not records. */
export function findBatches(buffer: Buffer): FetchedBatch[] {
  const batches: FetchedBatch[] = [];
  let start = 0;
  while (start + headerBytes <= buffer.length) {
    const size = 12 + buffer.readInt32BE(start + 8);
    if (start + size > buffer.length) break;
    const firstOffset = readInt64(buffer, start);
    batches.push({ buffer, start, firstOffset, lastOffset: firstOffset + buffer.readInt32BE(start + 23) });
    start += size;
  }
  return batches;
}

/** Why a batch cannot be read: it was not written by Kpoll, or the topic's settings were changed. */
export type Unreadable = 'compressed' | 'old format';

export function faultOf({ buffer, start }: FetchedBatch): Unreadable | undefined {
  if (buffer[start + 16] !== 2) return 'old format';
  return (buffer.readInt16BE(start + 21) & compressionBits) === 0 ? undefined : 'compressed';
}

/** The records of a readable batch. Marks of transactions are not records. */
export function decodeRecords({ buffer, start, firstOffset }: FetchedBatch, partition: number): LogRecord[] {
  const attributes = buffer.readInt16BE(start + 21);
  if ((attributes & controlBit) !== 0) return [];
  const firstTime = readInt64(buffer, start + 27);
  const appendTime = (attributes & appendTimeBit) === 0 ? undefined : readInt64(buffer, start + 35);
  const records: LogRecord[] = [];
  const cursor = createVarintCursor(buffer, start + headerBytes);
  for (let left = buffer.readInt32BE(start + 57); left > 0; left -= 1) {
    const size = cursor.varint();
    const end = cursor.at() + size;
    cursor.skip(1);
    const timeDelta = cursor.varint();
    const offset = firstOffset + cursor.varint();
    const key = cursor.text();
    const value = cursor.text();
    records.push({ partition, key, value, offset, timestamp: appendTime ?? firstTime + timeDelta });
    cursor.goTo(end);
  }
  return records;
}

function createVarintCursor(buffer: Buffer, start: number) {
  let at = start;
  /** Zigzag; by multiplication, as differences of time may take more than 32 bits. */
  function varint(): number {
    let byte = buffer[at] ?? 0;
    at += 1;
    if (byte < 0x80) return (byte >>> 1) ^ -(byte & 1);
    let value = byte & 0x7f;
    for (let factor = 0x80; byte >= 0x80; factor *= 0x80) {
      byte = buffer[at] ?? 0;
      at += 1;
      value += (byte & 0x7f) * factor;
    }
    return value % 2 === 0 ? value / 2 : -(value + 1) / 2;
  }
  function text(): string {
    const size = varint();
    if (size <= 0) return '';
    const from = at;
    at += size;
    return buffer.toString('utf8', from, at);
  }
  return { varint, text, at: () => at, skip: (bytes: number) => (at += bytes), goTo: (place: number) => (at = place) };
}
