/** Letters and digits that cannot be taken for one another on a projector: no 0 O, 1 I L, 2 Z, 5 S, 8 B, U V. */
export const joinCodeAlphabet = 'ACDEFGHJKMNPQRTWXY34679';
export const joinCodeLength = 6;

/** A code from random bytes (at least `joinCodeLength`); the slight bias of the remainder does no harm here. */
export function joinCodeFrom(bytes: Uint8Array): string {
  return Array.from(bytes.slice(0, joinCodeLength), (byte) => joinCodeAlphabet[byte % joinCodeAlphabet.length]).join('');
}

/** What a person typed, as the code it means: case, spaces and hyphens do not matter. */
export function normalizeJoinCode(typed: string): string {
  return typed.toUpperCase().replace(/[\s-]/g, '');
}
