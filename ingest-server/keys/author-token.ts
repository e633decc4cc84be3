import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { Failure } from '../../core/domain/failure.ts';
import { readOrCreateSecretFile } from './secret-file.ts';

/** Says whether an Authorization header carries the author's token, in constant time. */
export type IsAuthor = (authorization: string | undefined) => boolean;

/** Reads tokens from a file, one a line; it is made with a fresh token where there is none. Failure: settings-invalid. */
export async function loadAuthorTokens(file: string): Promise<IsAuthor> {
  return isAuthorWith(await readOrCreateSecretFile(file, () => randomBytes(24).toString('base64url')), `the file ${file}`);
}

/** `text` holds tokens, one a line; `place` says where it came from. */
export function isAuthorWith(text: string, place: string): IsAuthor {
  const tokens = text
    .split('\n')
    .map((line) => line.trim())
    .filter(Boolean);
  if (tokens.length === 0 || tokens.some((token) => token.length < 16)) {
    throw new Failure(
      'settings-invalid',
      `An author token in ${place} is missing or too short to be safe: give at least 16 characters a line.`,
    );
  }
  return createIsAuthor(tokens);
}

export function createIsAuthor(tokens: readonly string[]): IsAuthor {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  const expected = tokens.map((token) => digest(`Bearer ${token}`));
  return (authorization) => {
    if (authorization === undefined) return false;
    const given = digest(authorization);
    return expected.filter((token) => timingSafeEqual(given, token)).length > 0;
  };
}
