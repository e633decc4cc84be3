import { randomBytes } from 'node:crypto';
import type { FileHandle } from 'node:fs/promises';
import { mkdir, open, readFile, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Settings } from '../../core/domain/settings.ts';
import { defaultSettings, settingsSchema } from '../../core/domain/settings.ts';
import type { Logger } from '../logger.ts';

/** What the desktop remembers between starts, in one small file that is always whole. */
export interface SettingsStore {
  read(): Settings;
  /** Merges the given fields; resolves when they are on disk. Writes happen one after the other. */
  write(change: Partial<Settings>): Promise<Settings>;
  stop(): Promise<void>;
}

export interface SettingsStoreOptions {
  readonly file: string;
  readonly clock: () => number;
  readonly logger: Logger;
}

/** A damaged file, or one of a newer version, is set aside under another name and said so in the log; defaults take its place. */
export async function openSettingsStore(options: SettingsStoreOptions): Promise<SettingsStore> {
  let settings = await load(options);
  let writing: Promise<void> = Promise.resolve();
  return {
    read: () => settings,
    async write(change) {
      settings = settingsSchema.parse({ ...settings, ...change, v: 1 });
      const latest = settings;
      const written = writing.then(() => save(options.file, latest));
      writing = written.catch((error: unknown) => options.logger.error('settings were not saved', { error }));
      await written;
      return latest;
    },
    stop: () => writing,
  };
}

async function load({ file, clock, logger }: SettingsStoreOptions): Promise<Settings> {
  const text = await readIfThere(file);
  if (text === undefined) return defaultSettings;
  const settings = parseSettings(text);
  if (settings !== undefined) return settings;
  const aside = `${file}.damaged-${clock()}`;
  await rename(file, aside);
  logger.error('the settings could not be read; they were set aside and defaults are used', { file: aside });
  return defaultSettings;
}

/** Missing fields take their defaults; a field that makes no sense costs only itself. */
function parseSettings(text: string): Settings | undefined {
  const stored = parseObject(text);
  if (stored === undefined || stored['v'] !== 1) return undefined;
  const merged: Record<string, unknown> = { ...defaultSettings };
  for (const [name, schema] of Object.entries(settingsSchema.shape)) {
    const field = schema.safeParse(stored[name]);
    if (field.success) merged[name] = field.data;
  }
  return settingsSchema.parse(merged);
}

function parseObject(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value = JSON.parse(text) as unknown;
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : undefined;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

async function readIfThere(file: string): Promise<string | undefined> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
}

/** Temporary file, fsync, rename: whenever the computer stops, the old or the new settings are there. */
async function save(file: string, settings: Settings): Promise<void> {
  await mkdir(dirname(file), { recursive: true });
  const temporary = `${file}.${randomBytes(4).toString('hex')}.tmp`;
  try {
    const handle = await open(temporary, 'wx');
    await writeAndSync(handle, `${JSON.stringify(settings, null, 2)}\n`);
    await rename(temporary, file);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
}

async function writeAndSync(handle: FileHandle, text: string): Promise<void> {
  try {
    await handle.writeFile(text);
    await handle.sync();
  } finally {
    await handle.close();
  }
}
