import type { Handlers, ProfileInput, ProfileList } from '../../core/contract/bridge.ts';
import { Failure } from '../../core/domain/failure.ts';
import { profileFileSchema, secretNames, thisComputer } from '../../core/domain/profile.ts';
import type { SecretName } from '../../core/domain/profile.ts';

export type ProfileEntry = ProfileList['profiles'][number];

export interface FakeProfilesOptions {
  readonly active?: string;
  /** Besides `this-computer`. */
  readonly entries?: readonly ProfileEntry[];
  readonly secretStore?: ProfileList['secretStore'];
}

type ProfileCalls = Pick<
  Handlers,
  'profiles:list' | 'profile:save' | 'profile:remove' | 'profile:test' | 'profile:switch' | 'profiles:export' | 'profiles:import'
>;

/** Profiles in memory, under the rules of the real store; tests of them find everything well. */
export function createFakeProfiles(options: FakeProfilesOptions = {}, tellSwitched: (id: string) => void): ProfileCalls {
  const secretStore = options.secretStore ?? 'keychain';
  let active = options.active ?? thisComputer.id;
  let entries: readonly ProfileEntry[] = [{ profile: thisComputer, secrets: [] }, ...(options.entries ?? [])];
  const list = (): ProfileList => ({ active, profiles: entries, secretStore });
  const known = (id: string) => entries.find(({ profile }) => profile.id === id);
  const insist = (id: string) => {
    if (known(id) === undefined) throw new Failure('profile-not-found', 'There is no such profile any more. Choose another one.');
  };

  function put(entry: ProfileEntry): void {
    const isKnown = known(entry.profile.id) !== undefined;
    entries = isKnown ? entries.map((old) => (old.profile.id === entry.profile.id ? entry : old)) : [...entries, entry];
  }

  return {
    'profiles:list': async () => list(),
    'profile:save': async ({ profile, secrets, allowPlainText }) => {
      const hasNew = Object.values(secrets).some((secret) => typeof secret === 'string');
      if (secretStore === 'file' && hasNew && !allowPlainText)
        throw new Failure(
          'secrets-need-consent',
          'This computer has no keychain, so nothing was saved. Agree to keep secrets in a file first.',
        );
      put({ profile, secrets: mergeSecrets(known(profile.id)?.secrets ?? [], secrets) });
      return list();
    },
    'profile:remove': async ({ id }) => {
      insist(id);
      entries = entries.filter(({ profile }) => profile.id !== id);
      return list();
    },
    'profile:test': async ({ profile }) => ({
      parts: partsOf[profile.kind].map((part) => ({ part, ok: true, message: 'Answers as it should.' })),
    }),
    'profile:switch': async ({ id }) => {
      insist(id);
      active = id;
      tellSwitched(id);
      return undefined;
    },
    'profiles:export': async () => {
      const profiles = entries.filter(({ profile }) => profile.kind !== 'this-computer').map(({ profile }) => profile);
      return { text: JSON.stringify({ v: 1, kind: 'kpoll-profiles', profiles }) };
    },
    'profiles:import': async ({ text }) => {
      for (const profile of profileFileSchema.parse(JSON.parse(text)).profiles)
        put({ profile: { ...profile, id: `imported-${entries.length}` }, secrets: [] });
      return list();
    },
  };
}

const partsOf = {
  'this-computer': [],
  cluster: ['kafka', 'cassandra', 'author-api', 'join'],
  'kpoll-server': ['server'],
} as const;

function mergeSecrets(stored: readonly SecretName[], given: ProfileInput['secrets']): readonly SecretName[] {
  return secretNames.filter((name) => (given[name] === undefined ? stored.includes(name) : given[name] !== null));
}
