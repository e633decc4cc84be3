import { existsSync } from 'node:fs';
import type { Settings } from '../../core/domain/settings.ts';
import { defaultSettings, newcomersSettings, settingsSchema } from '../../core/domain/settings.ts';
import type { AtomicFileOptions } from './atomic-file.ts';
import { openAtomicFile } from './atomic-file.ts';

/** What the desktop remembers between starts, in one small file that is always whole. */
export interface SettingsStore {
  read(): Settings;
  /** Merges the given fields; resolves when they are on disk. Writes happen one after the other. */
  write(change: Partial<Settings>): Promise<Settings>;
  /** Reads the file again, where a backup has replaced it. */
  reload(): Promise<void>;
  stop(): Promise<void>;
}

export type SettingsStoreOptions = Pick<AtomicFileOptions<Settings>, 'file' | 'clock' | 'logger' | 'onTrouble'>;

export async function openSettingsStore(options: SettingsStoreOptions): Promise<SettingsStore> {
  const initial = existsSync(options.file) ? defaultSettings : newcomersSettings;
  const file = await openAtomicFile({ ...options, what: 'the settings', parse: parseSettings, initial });
  return {
    read: file.read,
    async write(change) {
      const settings = mergeSettings(file.read(), change);
      await file.write(settings);
      return settings;
    },
    reload: file.reload,
    stop: file.stop,
  };
}

/** Throws on a field that makes no sense. */
export function mergeSettings(settings: Settings, change: Partial<Settings>): Settings {
  return settingsSchema.parse({ ...settings, ...change, v: 1 });
}

/** Missing fields take their defaults; a field that makes no sense costs only itself. */
function parseSettings(content: unknown): Settings | undefined {
  if (typeof content !== 'object' || content === null) return undefined;
  const stored: Readonly<Record<string, unknown>> = { ...content };
  if (stored['v'] !== 1) return undefined;
  const merged: Record<string, unknown> = { ...defaultSettings };
  for (const [name, schema] of Object.entries(settingsSchema.shape)) {
    const field = schema.safeParse(stored[name]);
    if (field.success) merged[name] = field.data;
  }
  return settingsSchema.parse(merged);
}
