import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

/** A module of the build folder. It finds its own files beside it, so it is not bundled with this. */
export async function importFromBuild<T>(path: string): Promise<T> {
  return (await import(pathToFileURL(join(process.cwd(), 'build', path)).href)) as T;
}
