import { z } from 'zod';
import { noticeSchema } from '../domain/notice.ts';

const nothing = z.undefined();
/** Ms since 1970. */
const time = z.number();
/** No system has a path with a zero character in it. */
const path = z
  .string()
  .max(4096)
  .refine((text) => !text.includes('\0'), 'must be a path');
const jobId = z.object({ jobId: z.string().max(64) });

/** What is known of a data folder or a backup; numbers from its log. */
const contentSchema = z.object({ polls: z.int(), votes: z.int(), openPolls: z.int() });
export type DataContent = Readonly<z.infer<typeof contentSchema>>;

/** The folder of this computer that holds everything. */
export const dataInfoSchema = z.object({
  folder: z.string(),
  /** Without backups. */
  sizeBytes: z.int(),
  /** Of the disk that it lies on; null where the system does not say. */
  freeBytes: z.int().nullable(),
  /** The data folder's format number. */
  format: z.int(),
  lastBackup: z.object({ file: z.string(), at: time }).nullable(),
  /** Backups in the data folder's own `backups`, newest first. */
  backups: z.array(z.object({ file: z.string(), name: z.string(), sizeBytes: z.int(), at: time })),
  /** What the shell can do here; what it cannot is not offered. */
  abilities: z.object({ choose: z.boolean(), show: z.boolean(), move: z.boolean() }),
});
export type DataInfo = DeepReadonly<z.infer<typeof dataInfoSchema>>;

export const backupJobSchema = z.object({
  jobId: z.string(),
  state: z.enum(['running', 'done', 'cancelled', 'failed']),
  /** 0 to 1. */
  share: z.number(),
  startedAt: time,
  file: z.string(),
  /** Of the finished file. */
  sizeBytes: z.int().nullable(),
  votes: z.int().nullable(),
  /** For people, when failed. */
  message: z.string().nullable(),
});
export type BackupJob = Readonly<z.infer<typeof backupJobSchema>>;

/** A backup that was read and checked whole, and what restoring it would do. */
export const restorePlanSchema = z.object({
  planId: z.string(),
  file: z.string(),
  createdAt: time,
  /** Of the Kpoll that made it. */
  version: z.string(),
  backup: contentSchema,
  current: contentSchema,
});
export type RestorePlan = DeepReadonly<z.infer<typeof restorePlanSchema>>;

type DeepReadonly<T> = T extends object ? { readonly [K in keyof T]: DeepReadonly<T[K]> } : T;

/** What concerns the data of this computer. Whoever looks in from another computer is refused all of it. */
export const dataCalls = {
  'notices:read': { args: nothing, result: z.array(noticeSchema) },
  'notice:dismiss': { args: z.object({ id: z.string().max(200) }), result: nothing },
  'data:read': { args: nothing, result: dataInfoSchema },
  /** Shows the data folder, where the shell can. */
  'data:show': { args: nothing, result: nothing },
  /** Asks for a folder, copies everything there, and starts again on it. Null where the person changed their mind. */
  'data:move': { args: z.object({ stopOpenPolls: z.boolean() }), result: z.object({ folder: z.string() }).nullable() },
  /** Begins to write a backup file, also while polls are open. Null where the person changed their mind. */
  'backup:start': { args: nothing, result: backupJobSchema.nullable() },
  'backup:cancel': { args: jobId, result: nothing },
  'backup:reveal': { args: jobId, result: nothing },
  /** Reads a backup whole and checks it; nothing is replaced. Without a file the person is asked; null where they changed their mind. */
  'restore:check': { args: z.object({ file: path.nullable() }), result: restorePlanSchema.nullable() },
  /** Replaces the data of this computer. Failure `wrong-state` while a poll is open and that was not agreed to. */
  'restore:run': { args: z.object({ planId: z.string().max(64), stopOpenPolls: z.boolean() }), result: nothing },
  'restore:drop': { args: z.object({ planId: z.string().max(64) }), result: nothing },
} as const;

export const dataEvents = {
  /** All that there are now. */
  'notices:changed': z.array(noticeSchema),
  'backup:changed': backupJobSchema,
} as const;

export const dataCallNames = Object.keys(dataCalls) as (keyof typeof dataCalls)[];
export const dataEventNames = Object.keys(dataEvents) as (keyof typeof dataEvents)[];
