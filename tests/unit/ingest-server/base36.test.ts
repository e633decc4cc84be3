import fc from 'fast-check';
import { expect, test } from 'vitest';
import { base36Of } from '../../../ingest-server/votes/base36.ts';

test('writes whole numbers as toString(36) does', () => {
  const number = fc.oneof(fc.maxSafeNat(), fc.nat({ max: 2 ** 32 - 1 }), fc.nat({ max: 3000 }));
  fc.assert(fc.property(number, (value) => base36Of(value) === value.toString(36)));
  for (const value of [0, 1, 35, 36, 1295, 1296, 36 ** 3, 1296 ** 2 - 1, 1296 ** 2, 2 ** 32 - 1, Number.MAX_SAFE_INTEGER]) {
    expect(base36Of(value)).toBe(value.toString(36));
  }
});
