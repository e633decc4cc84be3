import type { Settings } from '../../core/domain/settings.ts';

export type UpdateChannel = Settings['updates']['channel'];

/** A newer version as the source of updates tells of it. `notes`: as they come, which may be HTML. */
export interface Release {
  readonly version: string;
  readonly notes: string;
}

/** What fetches newer versions for a shell. Nothing is installed before the program quits by itself. */
export interface Updater {
  /** The newest version of the channel, null where this one is not older. Rejects with a Failure. */
  check(channel: UpdateChannel): Promise<Release | null>;
  /** Fetches what the last check found, and checks that it is what was published; it is installed when the program quits. Rejects with a Failure. */
  download(onPercent: (percent: number) => void): Promise<void>;
}

/** Where newer versions come from; a program that does not update itself says why, in a sentence. */
export type UpdateSource = { readonly updater: Updater } | { readonly off: string };
