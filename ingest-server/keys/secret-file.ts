import { chmod, readFile, stat, writeFile } from 'node:fs/promises';

function codeOf(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : undefined;
}

/** The text of a file that only its owner may read; made from `create` where it does not exist. Trims surrounding white space. */
export async function readOrCreateSecretFile(file: string, create: () => string): Promise<string> {
  try {
    await writeFile(file, `${create()}\n`, { mode: 0o600, flag: 'wx' });
  } catch (error) {
    if (codeOf(error) !== 'EEXIST') throw error;
    await closeToOthers(file);
  }
  return (await readFile(file, 'utf8')).trim();
}

/** A secret that is mounted read-only is the business of whoever mounts it. */
async function closeToOthers(file: string): Promise<void> {
  if (((await stat(file)).mode & 0o077) === 0) return;
  try {
    await chmod(file, 0o600);
  } catch (error) {
    if (!['EROFS', 'EPERM'].includes(String(codeOf(error)))) throw error;
  }
}
