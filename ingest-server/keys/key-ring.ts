import { createHash, hkdfSync, randomBytes } from 'node:crypto';
import { z } from 'zod';
import { Failure } from '../../core/domain/failure.ts';
import { readOrCreateSecretFile } from './secret-file.ts';

const ringSchema = z.object({
  v: z.literal(1),
  /** The first key is used for new runs; the others still serve the runs they were opened with. */
  keys: z.array(z.object({ secret: z.base64(), createdAt: z.string() })).min(1),
});

const secretBytes = 32;
const derivedBytes = 32;

/** One secret of the ring and what is derived from it (HKDF-SHA256, RFC 5869). */
export interface ServerKey {
  /** Tells keys apart in open markers without telling anything about them. */
  readonly fingerprint: string;
  derive(purpose: string): Buffer;
}

export interface KeyRing {
  readonly active: ServerKey;
  find(fingerprint: string): ServerKey | undefined;
  all(): readonly ServerKey[];
}

function createServerKey(secret: Buffer): ServerKey {
  const derive = (purpose: string) => Buffer.from(hkdfSync('sha256', secret, 'kpoll', purpose, derivedBytes));
  const fingerprint = createHash('sha256').update(derive('fingerprint')).digest('hex').slice(0, 16);
  return { fingerprint, derive };
}

export function createKeyRing(secrets: readonly [Buffer, ...Buffer[]]): KeyRing {
  const keys = secrets.map(createServerKey);
  const active = createServerKey(secrets[0]);
  return { active, find: (fingerprint) => keys.find((key) => key.fingerprint === fingerprint), all: () => keys };
}

/** Reads the ring from a file of mode 0600, which is made with a fresh key where there is none. Failure: data-folder-unusable. */
export async function loadKeyRing(file: string, now: () => Date): Promise<KeyRing> {
  const text = await readOrCreateSecretFile(file, () => {
    const key = { secret: randomBytes(secretBytes).toString('base64'), createdAt: now().toISOString() };
    return JSON.stringify({ v: 1, keys: [key] }, null, 2);
  });
  return parseKeyRing(text, `key ring ${file}`);
}

/** `text` as it stands in a key ring's file; `place` says where it came from. */
export function parseKeyRing(text: string, place: string): KeyRing {
  const [first, ...rest] = parseRing(place, text).map((key) => Buffer.from(key.secret, 'base64'));
  if (first === undefined || [first, ...rest].some((secret) => secret.length < secretBytes)) throw damaged(place);
  return createKeyRing([first, ...rest]);
}

function parseRing(place: string, text: string) {
  try {
    return ringSchema.parse(JSON.parse(text)).keys;
  } catch (error) {
    throw damaged(place, error);
  }
}

function damaged(place: string, cause?: unknown): Failure {
  const message = `The ${place} cannot be read. Without it, votes of runs that are open cannot be told apart; put it back from a backup. Delete it only if no poll is open.`;
  return new Failure('data-folder-unusable', message, { cause });
}
