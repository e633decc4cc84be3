import { z } from 'zod';
import type { SecretName, Secrets } from '../../core/domain/profile.ts';
import { secretNames } from '../../core/domain/profile.ts';
import { Failure } from '../../core/domain/failure.ts';
import type { Logger } from '../logger.ts';
import type { AtomicFileOptions } from '../settings/atomic-file.ts';
import { openAtomicFile } from '../settings/atomic-file.ts';
import type { SecretBox } from './secret-box.ts';
import { openBox } from './secret-box.ts';

export type SecretChanges = Readonly<Partial<Record<SecretName, string | null | undefined>>>;

/** Passwords and tokens of profiles, in a file of their own that nobody else on this computer can read. */
export interface SecretStore {
  readonly kind: SecretBox['kind'];
  /** The names of the stored ones, without those of which it is known that they cannot be unsealed here. */
  names(profileId: string): readonly SecretName[];
  /** What cannot be unsealed any more is left out and said so in the log. */
  read(profileId: string): Promise<Secrets>;
  /**
   * Null removes, undefined leaves as it is. Failure `secrets-need-consent` where there is no keychain and the person has
   * not agreed to plain text; then nothing is stored.
   */
  write(profileId: string, changes: SecretChanges, options: { readonly allowPlainText: boolean }): Promise<void>;
  /** Drops those that this kind of profile has no use for, or all. */
  remove(profileId: string, keep?: readonly SecretName[]): Promise<void>;
  stop(): Promise<void>;
}

const sealedSchema = z.object({ sealed: z.enum(['keychain', 'plain']), value: z.base64() });
const fileSchema = z.object({ v: z.literal(1), profiles: z.record(z.string(), z.partialRecord(z.enum(secretNames), sealedSchema)) });
type SecretFile = z.infer<typeof fileSchema>;

export interface SecretStoreOptions {
  readonly file: string;
  readonly box: SecretBox;
  readonly clock: () => number;
  readonly logger: Logger;
  readonly onTrouble?: AtomicFileOptions<unknown>['onTrouble'];
}

export async function openSecretStore({ box, ...options }: SecretStoreOptions): Promise<SecretStore> {
  const initial: SecretFile = { v: 1, profiles: {} };
  const parse = (content: unknown) => fileSchema.safeParse(content).data;
  const file = await openAtomicFile({ ...options, what: 'the stored secrets', mode: 0o600, parse, initial });
  const ofProfile = (profileId: string) => file.read().profiles[profileId] ?? {};
  /** Sealed values that the keychain did not take back. */
  const unopenable = new Set<string>();
  const canOpen = (entry: Sealed | undefined) =>
    entry !== undefined && (entry.sealed === 'plain' || box.kind === 'keychain') && !unopenable.has(entry.value);
  const put = async (profileId: string, secrets: SecretFile['profiles'][string]) => {
    const { [profileId]: _before, ...others } = file.read().profiles;
    await file.write({ v: 1, profiles: Object.keys(secrets).length === 0 ? others : { ...others, [profileId]: secrets } });
  };
  const seal = async (text: string) => ({
    sealed: box.kind === 'keychain' ? ('keychain' as const) : ('plain' as const),
    value: await box.encrypt(text),
  });
  return {
    kind: box.kind,
    names: (profileId) => namesIn(ofProfile(profileId)).filter((name) => canOpen(ofProfile(profileId)[name])),
    async read(profileId) {
      const secrets: Partial<Record<SecretName, string>> = {};
      for (const name of namesIn(ofProfile(profileId))) {
        const entry = ofProfile(profileId)[name];
        if (entry === undefined) continue;
        try {
          secrets[name] = await unsealWith(box, entry);
        } catch (error) {
          unopenable.add(entry.value);
          options.logger.error('a stored secret cannot be unsealed any more; enter it again in its profile', { profileId, name, error });
        }
      }
      return secrets;
    },
    async write(profileId, changes, { allowPlainText }) {
      const given = secretNames.filter((name) => typeof changes[name] === 'string');
      if (given.length > 0 && box.kind === 'file' && !allowPlainText) throw consentWanted();
      const sealed = await Promise.all(given.map(async (name) => [name, await seal(changes[name] ?? '')] as const));
      const kept = Object.entries(ofProfile(profileId)).filter(([name]) => changes[name as SecretName] === undefined);
      if (sealed.length > 0 || kept.length < namesIn(ofProfile(profileId)).length)
        await put(profileId, Object.fromEntries([...kept, ...sealed]));
    },
    async remove(profileId, keep = []) {
      const before = ofProfile(profileId);
      const kept = Object.fromEntries(keep.flatMap((name) => (before[name] === undefined ? [] : [[name, before[name]]])));
      if (Object.keys(kept).length < namesIn(before).length) await put(profileId, kept);
    },
    stop: file.stop,
  };
}

type Sealed = z.infer<typeof sealedSchema>;

async function unsealWith(box: SecretBox, { sealed, value }: Sealed): Promise<string> {
  if (sealed === 'plain') return openBox.decrypt(value);
  if (box.kind === 'keychain') return box.decrypt(value);
  throw new Error('it was sealed by a keychain, and there is none now');
}

function namesIn(secrets: object): SecretName[] {
  return secretNames.filter((name) => name in secrets);
}

function consentWanted(): Failure {
  return new Failure(
    'secrets-need-consent',
    'This computer has no keychain that Kpoll can use, so passwords and tokens would lie in a file as plain text, readable by whoever can read your files. Nothing was stored. Agree to that, or save the profile without them.',
  );
}
