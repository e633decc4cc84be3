import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { joinCodeAlphabet, joinCodeFrom, joinCodeLength, normalizeJoinCode } from '../../../../core/domain/join-code.ts';

describe('join codes', () => {
  it('have no characters that look alike', () => {
    expect(joinCodeAlphabet).not.toMatch(/[0O1IL2Z5S8BUV]/);
    expect(new Set(joinCodeAlphabet).size).toBe(joinCodeAlphabet.length);
  });

  it('are six characters of the alphabet from any bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: joinCodeLength }), (bytes) => {
        const code = joinCodeFrom(bytes);
        expect(code).toHaveLength(joinCodeLength);
        expect(Array.from(code).every((character) => joinCodeAlphabet.includes(character))).toBe(true);
        expect(normalizeJoinCode(code)).toBe(code);
      }),
    );
  });

  it('are understood however people type them', () => {
    for (const typed of ['acd efg', ' ACD-EFG ', 'a c d e f g', 'AcDeFg\t']) expect(normalizeJoinCode(typed)).toBe('ACDEFG');
  });
});
