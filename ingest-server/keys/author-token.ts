import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { Failure } from '../../core/domain/failure.ts';
import { readOrCreateSecretFile } from './secret-file.ts';

/** Says whether an Authorization header carries the author's token, in constant time. */
export type IsAuthor = (authorization: string | undefined) => boolean;

export async function loadAuthorToken(file: string): Promise<IsAuthor> {
  const token = await readOrCreateSecretFile(file, () => randomBytes(24).toString('base64url'));
  if (token.length < 16) {
    throw new Failure('data-folder-unusable', `The author token in ${file} is too short to be safe. Delete the file to get a new one.`);
  }
  return createIsAuthor(token);
}

export function createIsAuthor(token: string): IsAuthor {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  const expected = digest(`Bearer ${token}`);
  return (authorization) => authorization !== undefined && timingSafeEqual(digest(authorization), expected);
}
