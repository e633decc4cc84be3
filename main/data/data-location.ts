import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { Failure, messageOf } from '../../core/domain/failure.ts';
import type { Logger } from '../logger.ts';
import { openAtomicFile } from '../settings/atomic-file.ts';

const locationSchema = z.object({ v: z.literal(1), dataFolder: z.string().min(1) });
type Location = z.infer<typeof locationSchema>;

const fileIn = (defaultFolder: string) => join(defaultFolder, 'location.json');

/**
 * Where data were moved to from the default place, or the default place. Failure `settings-invalid` or `data-folder-unusable` where that
 * cannot be said or is not there: starting on an empty folder would look like a loss.
 */
export function locateDataFolder(defaultFolder: string): string {
  const file = fileIn(defaultFolder);
  const folder = readLocation(file) ?? defaultFolder;
  if (folder === defaultFolder || existsSync(folder)) return folder;
  throw new Failure(
    'data-folder-unusable',
    `Your data were moved to ${folder}, which is not there now. Nothing was changed. Plug in its disk and start Kpoll again, or start it with --data FOLDER.`,
  );
}

function readLocation(file: string): string | undefined {
  try {
    return locationSchema.parse(JSON.parse(readFileSync(file, 'utf8'))).dataFolder;
  } catch (error) {
    if (error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR')) return undefined;
    const message = `${file} says where your data live, and cannot be read (${messageOf(error)}). Nothing was changed. Start Kpoll with --data FOLDER, or mend that file.`;
    throw new Failure('settings-invalid', message, { cause: error });
  }
}

export async function noteDataLocation(
  defaultFolder: string,
  dataFolder: string,
  options: { clock: () => number; logger: Logger },
): Promise<void> {
  const parse = (content: unknown) => locationSchema.safeParse(content).data;
  const initial: Location = { v: 1, dataFolder: defaultFolder };
  const file = await openAtomicFile<Location>({ ...options, file: fileIn(defaultFolder), what: 'the place of the data', parse, initial });
  await file.write({ v: 1, dataFolder });
}
