import { describe, expect, it } from 'vitest';
import { crc32c } from '../../../../../engines/kafka/wire/crc32c.ts';
import { decodeRecords, faultOf, findBatches } from '../../../../../engines/kafka/wire/decode-records.ts';
import { encodeRecords } from '../../../../../engines/kafka/wire/encode-records.ts';

const entry = (value: string, key = 'poll:1') => ({ record: { partition: 3, key, value } });
const noLimit = 1_000_000;
const time = 1_795_242_354_060;

function decodeAll(buffer: Buffer) {
  return findBatches(buffer).flatMap((batch) => decodeRecords(batch, 3));
}

describe('record batches', () => {
  it('have the checksum that the standard gives for its example', () => {
    expect(crc32c(Buffer.from('xx123456789'), 2, 11).toString(16)).toBe('e3069283');
  });

  it('give back every text as it was, with offsets counted on and the time of the batch', () => {
    const entries = [
      entry(''),
      entry('a'.repeat(63)),
      entry('a'.repeat(64)),
      entry('你好 🗳', 'ключ'),
      entry('b'.repeat(20_000)),
      entry('ä\u0000'),
    ];
    const { batch, count } = encodeRecords(entries, noLimit, time);
    expect(count).toBe(6);
    expect(batch.readUInt32BE(17)).toBe(crc32c(batch, 21, batch.length));
    expect(decodeAll(batch)).toEqual(entries.map(({ record }, offset) => ({ ...record, offset, timestamp: time })));
  });

  it('hold as many records as fit, and one at least', () => {
    const entries = Array.from({ length: 10 }, () => entry('x'.repeat(100)));
    const { batch, count } = encodeRecords(entries, 700, time);
    expect(count).toBeGreaterThan(2);
    expect(batch.length).toBeLessThanOrEqual(700);
    expect(decodeAll(batch)).toHaveLength(count);
    expect(encodeRecords([entry('x'.repeat(1_000))], 100, time).count).toBe(1);
  });

  it('are left alone where the answer ends within them', () => {
    const { batch } = encodeRecords([entry('whole')], noLimit, time);
    const cut = encodeRecords([entry('cut off')], noLimit, time).batch;
    expect(decodeAll(Buffer.concat([batch, cut.subarray(0, cut.length - 1)])).map(({ value }) => value)).toEqual(['whole']);
  });

  it('take the time of the log where the topic says so, else that of each record', () => {
    const { batch } = encodeRecords([entry('a')], noLimit, time);
    batch.writeInt16BE(0x08, 21);
    batch.writeInt32BE(batch.readInt32BE(39) + 5, 39);
    expect(decodeAll(batch)).toMatchObject([{ timestamp: time + 5 }]);
    batch.writeInt16BE(0, 21);
    expect(decodeAll(batch)).toMatchObject([{ timestamp: time }]);
  });

  it('are told apart from what Kpoll does not write', () => {
    const { batch } = encodeRecords([entry('a')], noLimit, time);
    const [found] = findBatches(batch);
    if (found === undefined) throw new Error('no batch');
    expect(faultOf(found)).toBeUndefined();
    batch.writeInt16BE(1, 21);
    expect(faultOf(found)).toBe('compressed');
    batch[16] = 1;
    expect(faultOf(found)).toBe('old format');
  });
});
