import { z } from 'zod';
import { Failure } from '../../core/domain/failure.ts';
import type { Profile } from '../../core/domain/profile.ts';
import { profileSchema, thisComputer } from '../../core/domain/profile.ts';
import type { AtomicFileOptions } from '../settings/atomic-file.ts';
import { openAtomicFile } from '../settings/atomic-file.ts';

/** The places this desktop knows, and the one in use. No secrets. */
export interface ProfileStore {
  /** `this-computer` first, which is always there. */
  list(): readonly Profile[];
  find(id: string): Profile | undefined;
  active(): Profile;
  /** Makes or replaces them. */
  put(profiles: readonly Profile[]): Promise<void>;
  remove(id: string): Promise<void>;
  setActive(id: string): Promise<void>;
  reload(): Promise<void>;
  stop(): Promise<void>;
}

const fileSchema = z.object({ v: z.literal(1), active: z.string(), profiles: z.array(profileSchema) });

export type ProfileStoreOptions = Pick<AtomicFileOptions<unknown>, 'file' | 'clock' | 'logger' | 'onTrouble'>;

export async function openProfileStore(options: ProfileStoreOptions): Promise<ProfileStore> {
  const parse = (content: unknown) => fileSchema.safeParse(content).data;
  const initial = { v: 1 as const, active: thisComputer.id, profiles: [] };
  const file = await openAtomicFile({ ...options, what: 'the connection profiles', parse, initial });
  const list = () => [thisComputer, ...file.read().profiles];
  const find = (id: string) => list().find((profile) => profile.id === id);
  return {
    list,
    find,
    active: () => find(file.read().active) ?? thisComputer,
    async put(profiles) {
      const before = file.read();
      const replaced = before.profiles.map((profile) => profiles.find(({ id }) => id === profile.id) ?? profile);
      const added = profiles.filter(({ id }) => !before.profiles.some((profile) => profile.id === id));
      await file.write({ ...before, profiles: [...replaced, ...added] });
    },
    async remove(id) {
      const before = file.read();
      await file.write({ ...before, profiles: before.profiles.filter((profile) => profile.id !== id) });
    },
    async setActive(id) {
      if (find(id) === undefined) throw noProfile(id);
      await file.write({ ...file.read(), active: id });
    },
    reload: file.reload,
    stop: file.stop,
  };
}

export function noProfile(id: string): Failure {
  return new Failure(
    'profile-not-found',
    `There is no connection profile "${id}"; it may have been removed in another window. Nothing was changed.`,
  );
}
