import { randomFillSync } from 'node:crypto';

const poolBytes = 16 * 1024;

/** Makes random base64url ids out of a pool: asking the system for a few bytes at a time costs more than all else a vote needs. */
export function createRandomIds(): (bytes: number) => string {
  const pool = Buffer.alloc(poolBytes);
  let used = poolBytes;
  return (bytes) => {
    if (used + bytes > poolBytes) {
      randomFillSync(pool);
      used = 0;
    }
    used += bytes;
    return pool.toString('base64url', used - bytes, used);
  };
}
