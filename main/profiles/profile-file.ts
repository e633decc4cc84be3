import type { z } from 'zod';
import { Failure } from '../../core/domain/failure.ts';
import type { Profile, ProfileFile } from '../../core/domain/profile.ts';
import { profileFileSchema, thisComputer } from '../../core/domain/profile.ts';

/** The text of a file that hands profiles on: none of them `this-computer`, no secrets. */
export function exportProfiles(profiles: readonly Profile[]): string {
  const file: ProfileFile = { v: 1, kind: 'kpoll-profiles', profiles: profiles.filter(({ kind }) => kind !== 'this-computer') };
  return `${JSON.stringify(file, null, 2)}\n`;
}

/** Failure `settings-invalid` that names every fault at once. `source` is what the message calls it: "This file". */
export function parseProfileFile(text: string, source: string): readonly Profile[] {
  const parsed = profileFileSchema.safeParse(parseJson(text, source));
  if (!parsed.success) throw faulty(source, parsed.error.issues.map(faultOf));
  const profiles = parsed.data.profiles.filter(({ kind }) => kind !== 'this-computer');
  const ids = profiles.map(({ id }) => id);
  const faults = ids.flatMap((id, index) => (ids.indexOf(id) === index ? [] : [`profiles.${index}.id: "${id}" is there twice`]));
  if (ids.includes(thisComputer.id)) faults.push(`"${thisComputer.id}" is the id of this computer and cannot be given to another profile`);
  if (profiles.length === 0) faults.push('profiles: there is none to take over');
  if (faults.length > 0) throw faulty(source, faults);
  return profiles;
}

/** Profiles from elsewhere must not replace ours: whose id is taken gets a new one. */
export function withFreshIds(profiles: readonly Profile[], isTaken: (id: string) => boolean, newId: () => string): readonly Profile[] {
  return profiles.map((profile) => (isTaken(profile.id) ? { ...profile, id: newId() } : profile));
}

function parseJson(text: string, source: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch (error) {
    if (error instanceof SyntaxError) throw faulty(source, [`it is not JSON (${error.message})`]);
    throw error;
  }
}

/** A file of thousands of faults is not ours, and is not to be answered by as many sentences. */
const mostFaults = 10;

function faulty(source: string, faults: readonly string[]): Failure {
  return new Failure(
    'settings-invalid',
    `${source} cannot be used for connection profiles; nothing was taken over. ${faults.slice(0, mostFaults).join('; ')}.`,
  );
}

function faultOf({ path, message }: z.core.$ZodIssue): string {
  return path.length === 0 ? message : `${path.join('.')}: ${message}`;
}
