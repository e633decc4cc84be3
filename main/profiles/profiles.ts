import { join } from 'node:path';
import type { ProfileInput, ProfileList } from '../../core/contract/bridge.ts';
import { Failure } from '../../core/domain/failure.ts';
import type { Profile, SecretName, Secrets } from '../../core/domain/profile.ts';
import { profileSchema, secretsOfKind, thisComputer } from '../../core/domain/profile.ts';
import type { Logger } from '../logger.ts';
import type { AtomicFileOptions } from '../settings/atomic-file.ts';
import { exportProfiles, parseProfileFile, withFreshIds } from './profile-file.ts';
import { noProfile, openProfileStore } from './profile-store.ts';
import type { SecretBox } from './secret-box.ts';
import { openSecretStore } from './secret-store.ts';

/** Connection profiles with their secrets, as the person made them; connecting is somebody else's task. */
export interface Profiles {
  list(): ProfileList;
  active(): Profile;
  /** Stored secrets, with those of the environment before them. */
  secretsOf(profileId: string): Promise<Secrets>;
  save(input: ProfileInput & { readonly allowPlainText: boolean }): Promise<void>;
  remove(id: string): Promise<void>;
  /** Failure `profile-not-found`. */
  setActive(id: string): Promise<void>;
  /** The secrets that a test of this input shall use. */
  secretsFor(input: ProfileInput): Promise<Secrets>;
  exportText(): string;
  importText(text: string): Promise<void>;
  /** Reads the profiles again, where a backup has replaced them. */
  reload(): Promise<void>;
  stop(): Promise<void>;
}

/** A file of profiles named at the start: its first profile is used, with secrets from the environment. */
export interface GivenProfiles {
  readonly text: string;
  readonly file: string;
  readonly secrets: Secrets;
}

export interface ProfilesOptions {
  /** Where `profiles.json` and `secrets.json` lie. */
  readonly folder: string;
  readonly box: SecretBox;
  readonly given?: GivenProfiles | undefined;
  readonly newId: () => string;
  readonly clock: () => number;
  readonly logger: Logger;
  readonly onTrouble?: AtomicFileOptions<unknown>['onTrouble'];
}

export async function openProfiles(options: ProfilesOptions): Promise<Profiles> {
  const { folder, given, newId } = options;
  const store = await openProfileStore({ ...options, file: join(folder, 'profiles.json') });
  const secrets = await openSecretStore({ ...options, file: join(folder, 'secrets.json') });
  const givenId = given === undefined ? undefined : await takeGiven(store, given);
  const fromStart = (id: string): Secrets => (given !== undefined && id === givenId ? given.secrets : {});
  const secretsOf = async (id: string): Promise<Secrets> => ({ ...(await secrets.read(id)), ...fromStart(id) });
  return {
    list: () => ({
      active: store.active().id,
      profiles: store.list().map((profile) => ({ profile, secrets: secrets.names(profile.id) })),
      secretStore: secrets.kind,
    }),
    active: store.active,
    secretsOf,
    async save({ profile: input, secrets: changes, allowPlainText }) {
      const profile = profileSchema.parse(input);
      if (profile.kind === 'this-computer' || profile.id === thisComputer.id) throw fixed();
      const wanted = secretsOfKind[profile.kind];
      await secrets.write(profile.id, onlyNamed(changes, wanted), { allowPlainText });
      await secrets.remove(profile.id, wanted);
      await store.put([profile]);
    },
    async remove(id) {
      if (id === thisComputer.id) throw fixed();
      if (store.find(id) === undefined) throw noProfile(id);
      if (store.active().id === id) throw inUse();
      await store.remove(id);
      await secrets.remove(id);
    },
    setActive: store.setActive,
    async secretsFor({ profile, secrets: changes }) {
      const merged: Record<string, string | null | undefined> = { ...(await secretsOf(profile.id)) };
      for (const name of secretsOfKind[profile.kind]) if (changes[name] !== undefined) merged[name] = changes[name];
      return Object.fromEntries(Object.entries(merged).filter(([, value]) => typeof value === 'string'));
    },
    exportText: () => exportProfiles(store.list()),
    async importText(text) {
      await store.put(withFreshIds(parseProfileFile(text, 'This file'), (id) => store.find(id) !== undefined, newId));
    },
    reload: store.reload,
    async stop() {
      await store.stop();
      await secrets.stop();
    },
  };
}

type Store = Awaited<ReturnType<typeof openProfileStore>>;

/** Here the same id means the same profile: the file is the newer word. */
async function takeGiven(store: Store, { text, file }: GivenProfiles): Promise<string | undefined> {
  const profiles = parseProfileFile(text, `The profile file ${file}`);
  await store.put(profiles);
  const [first] = profiles;
  if (first !== undefined) await store.setActive(first.id);
  return first?.id;
}

function onlyNamed<T>(changes: Readonly<Partial<Record<SecretName, T>>>, names: readonly SecretName[]): Partial<Record<SecretName, T>> {
  return Object.fromEntries(names.flatMap((name) => (changes[name] === undefined ? [] : [[name, changes[name]]])));
}

function fixed(): Failure {
  return new Failure(
    'invalid-request',
    'The profile "This computer" is always there and cannot be changed or removed. Nothing was changed.',
  );
}

function inUse(): Failure {
  return new Failure('wrong-state', 'This profile is in use. Switch to another one first, then remove it. Nothing was changed.');
}
