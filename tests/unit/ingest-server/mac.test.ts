import { createHmac, randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { createMac } from '../../../ingest-server/votes/mac.ts';

const expected = (key: Buffer, text: string) => createHmac('sha256', key).update(text).digest('base64url').slice(0, 22);

it('is the HMAC-SHA256 of node:crypto, for any text and key', () => {
  const texts = fc.oneof(fc.string({ maxLength: 300 }), fc.string({ unit: 'binary', maxLength: 100 }));
  const keys = fc.uint8Array({ minLength: 1, maxLength: 64 }).map((bytes) => Buffer.from(bytes));
  fc.assert(
    fc.property(keys, texts, (key, text) => {
      expect(createMac(key)(text)).toBe(expected(key, text));
    }),
    { numRuns: 500 },
  );
});

it('is right at every length around the ends of blocks', () => {
  const key = randomBytes(32);
  const mac = createMac(key);
  for (let length = 0; length < 200; length += 1) expect(mac('x'.repeat(length))).toBe(expected(key, 'x'.repeat(length)));
});

it('takes no key that would have to be hashed first', () => {
  expect(() => createMac(randomBytes(65))).toThrow(RangeError);
});
