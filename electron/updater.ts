import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { AppUpdater, UpdateInfo } from 'electron-updater';
import type { Logger } from '../main/logger.ts';
import { homepageOf, offReason } from '../main/updates/off-reason.ts';
import { updateFailure } from '../main/updates/update-failure.ts';
import type { Updater, UpdateSource } from '../main/updates/updater-port.ts';

export interface FindUpdaterOptions {
  readonly isPackaged: boolean;
  /** Where the program's own files lie: `resources`, and the archive in it. */
  readonly resources: string;
  readonly archive: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly logger: Logger;
}

/** Only a program that can update itself ever loads what does that. */
export function findUpdater({ isPackaged, resources, archive, env, logger }: FindUpdaterOptions): UpdateSource {
  const packageType = join(resources, 'package-type');
  const off = offReason({
    ...{ isPackaged, platform: process.platform, executable: process.execPath, env },
    packageType: existsSync(packageType) ? readFileSync(packageType, 'utf8').trim() : undefined,
    hasSource: existsSync(join(resources, 'app-update.yml')),
    homepage: isPackaged ? homepageOf(readFileSync(join(archive, 'package.json'), 'utf8')) : undefined,
  });
  if (off !== undefined) return { off };
  let loading: Promise<Updater> | undefined;
  const load = () => (loading ??= loadUpdater().then((updater) => adaptUpdater(updater, logger)));
  return {
    updater: {
      check: async (channel) => (await load()).check(channel),
      download: async (onPercent) => (await load()).download(onPercent),
    },
  };
}

async function loadUpdater(): Promise<AppUpdater> {
  const { AppImageUpdater, MacUpdater, NsisUpdater } = (await import('electron-updater')).default;
  if (process.platform === 'win32') return new NsisUpdater();
  return process.platform === 'darwin' ? new MacUpdater() : new AppImageUpdater();
}

/** Nothing is fetched before somebody agrees, and nothing is installed before the program has quit in order. */
export function adaptUpdater(updater: AppUpdater, logger: Logger): Updater {
  updater.autoDownload = false;
  updater.autoInstallOnAppQuit = true;
  updater.autoRunAppAfterInstall = false;
  // By its own wish it would tell the server which computer asks.
  updater.requestHeaders = { 'x-user-staging-id': '' };
  updater.logger = {
    info: (message: unknown) => logger.info('updates', { detail: String(message) }),
    warn: (message: unknown) => logger.info('updates', { detail: String(message) }),
    error: (message: unknown) => logger.error('updates', { detail: String(message) }),
  };
  return {
    async check(channel) {
      updater.channel = channel === 'beta' ? 'beta' : 'latest';
      updater.allowPrerelease = channel === 'beta';
      // Naming a channel allows it.
      updater.allowDowngrade = false;
      try {
        const result = await updater.checkForUpdates();
        return result?.isUpdateAvailable === true ? { version: result.updateInfo.version, notes: notesOf(result.updateInfo) } : null;
      } catch (error) {
        throw updateFailure(error);
      }
    },
    async download(onPercent) {
      const tell = ({ percent }: { readonly percent: number }) => onPercent(percent);
      updater.on('download-progress', tell);
      try {
        await updater.downloadUpdate();
      } catch (error) {
        throw updateFailure(error);
      } finally {
        updater.off('download-progress', tell);
      }
    },
  };
}

function notesOf({ releaseNotes }: UpdateInfo): string {
  if (typeof releaseNotes === 'string') return releaseNotes;
  return (releaseNotes ?? []).map(({ version, note }) => `${version}\n${note ?? ''}`).join('\n\n');
}
