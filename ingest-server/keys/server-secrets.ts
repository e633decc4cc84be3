import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Failure, messageOf } from '../../core/domain/failure.ts';
import type { Config } from '../config/config.ts';
import type { IsAuthor } from './author-token.ts';
import { isAuthorWith, loadAuthorTokens } from './author-token.ts';
import type { KeyRing } from './key-ring.ts';
import { loadKeyRing, parseKeyRing } from './key-ring.ts';

type Env = Readonly<Record<string, string | undefined>>;

/** The key ring from KPOLL_KEY_RING_JSON, or from its file, which is made where there is none. */
export async function readKeyRing({ dataFolder, keyRingFile }: Config, env: Env): Promise<KeyRing> {
  const text = env['KPOLL_KEY_RING_JSON'];
  if (text !== undefined) return parseKeyRing(text, 'key ring in KPOLL_KEY_RING_JSON');
  return loadKeyRing(keyRingFile ?? join(dataFolder, 'key-ring.json'), () => new Date());
}

/** Author tokens from KPOLL_AUTHOR_TOKEN, or from their file, which is made with a fresh one where there is none. */
export async function readAuthorTokens({ dataFolder, authorTokenFile }: Config, env: Env): Promise<IsAuthor> {
  const text = env['KPOLL_AUTHOR_TOKEN'];
  if (text !== undefined) return isAuthorWith(text, 'KPOLL_AUTHOR_TOKEN');
  return loadAuthorTokens(authorTokenFile ?? join(dataFolder, 'author-token'));
}

/** A password from its variable or its file; undefined where neither is given. */
export async function readPassword(variable: string, file: string | undefined, env: Env): Promise<string | undefined> {
  if (env[variable] !== undefined) return env[variable];
  if (file === undefined) return undefined;
  try {
    return (await readFile(file, 'utf8')).trim();
  } catch (error) {
    throw new Failure('settings-invalid', `The password file ${file} cannot be read: ${messageOf(error)}. Nothing was started.`);
  }
}
