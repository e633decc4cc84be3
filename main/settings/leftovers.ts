import { readdir, rm, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { messageOf } from '../../core/domain/failure.ts';
import type { Logger } from '../logger.ts';

interface LeftoversOptions {
  readonly file: string;
  readonly clock: () => number;
  readonly logger: Logger;
}

/** Another program on the same folder may be writing one just now. */
const surelyLeftAfterMs = 60_000;

/** Removes what writes that were killed have left beside the file: it may hold a secret that was changed since. */
export async function removeLeftovers({ file, clock, logger }: LeftoversOptions): Promise<void> {
  const folder = dirname(file);
  try {
    for (const name of await readdir(folder)) {
      if (!name.startsWith(`${basename(file)}.`) || !/\.[0-9a-f]{8}\.tmp$/.test(name)) continue;
      const left = join(folder, name);
      if (clock() - (await stat(left)).mtimeMs > surelyLeftAfterMs) await rm(left, { force: true });
    }
  } catch (error) {
    if (error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR')) return;
    logger.error('what a killed write has left could not be removed', { file, reason: messageOf(error) });
  }
}
