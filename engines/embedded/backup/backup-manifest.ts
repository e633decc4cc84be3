import { z } from 'zod';
import { Failure } from '../../../core/domain/failure.ts';
import { parseJson } from '../../../core/domain/parse-json.ts';

/** Raised when an older Kpoll could no longer read the file. */
export const backupFormat = 1;
export const backupExtension = '.kpoll-backup';
export const manifestName = 'manifest.json';

/**
 * What a backup may hold. What is missing can be made again: derived.db (results, history, tally) from the log, and secrets.json, which
 * only this computer's keychain opens.
 */
export const backedUpFiles = ['log.db', 'key-ring.json', 'author-token', 'settings.json', 'profiles.json', 'alerts.json'] as const;
export type BackedUpFile = (typeof backedUpFiles)[number];

const contentSchema = z.object({ polls: z.int().min(0), votes: z.int().min(0), openPolls: z.int().min(0) });

/** What a log holds, in numbers for people. */
export type LogContent = Readonly<z.infer<typeof contentSchema>>;

const manifestSchema = z.object({
  v: z.literal(backupFormat),
  kind: z.literal('kpoll-backup'),
  /** Of the data folder. */
  format: z.int().min(1),
  /** Ms since 1970. */
  createdAt: z.int(),
  /** Of the Kpoll that made it. */
  version: z.string().max(64),
  content: contentSchema,
  files: z
    .array(z.object({ name: z.enum(backedUpFiles), sizeBytes: z.int().min(0), sha256: z.string().regex(/^[0-9a-f]{64}$/) }))
    .max(backedUpFiles.length),
});
export type BackupManifest = z.infer<typeof manifestSchema>;

/** Failure `newer-format` or `backup-unusable`. */
export function parseManifest(text: string, knownFormat: number): BackupManifest {
  const body = parseJson(text);
  if (numberIn(body, 'v') > backupFormat || numberIn(body, 'format') > knownFormat) throw newerBackup();
  const parsed = manifestSchema.safeParse(body);
  if (!parsed.success) throw unusableBackup('its list of contents is damaged');
  const names = parsed.data.files.map(({ name }) => name);
  if (new Set(names).size < names.length) throw unusableBackup('its list of contents names a file twice');
  if (!names.includes('log.db')) throw unusableBackup('it holds no log of votes');
  return parsed.data;
}

function numberIn(body: unknown, name: 'v' | 'format'): number {
  const value = typeof body === 'object' && body !== null && name in body ? (body as Record<string, unknown>)[name] : undefined;
  return typeof value === 'number' ? value : 0;
}

export function unusableBackup(why: string, cause?: unknown, whatToDo = 'Choose another backup.'): Failure {
  return new Failure('backup-unusable', `This file cannot be restored: ${why}. Nothing was changed, and no vote is touched. ${whatToDo}`, {
    cause,
  });
}

function newerBackup(): Failure {
  return new Failure(
    'newer-format',
    'This backup was made by a newer version of Kpoll. Nothing was changed, and no vote is touched. Restore it with that version, or a newer one.',
  );
}
