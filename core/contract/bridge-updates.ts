import { z } from 'zod';

const nothing = z.undefined();
/** Ms since 1970. */
const time = z.number();

/** A version newer than this one. `notes`: plain text, never to be shown as anything else; empty where there are none. */
const release = { version: z.string().max(64), notes: z.string().max(20_000) };

/** What is known of newer versions of Kpoll. It never installs anything while it runs: what is `ready` is installed when Kpoll is quit. */
export const updateStateSchema = z.discriminatedUnion('kind', [
  /** This Kpoll does not update itself; `reason` is a sentence. */
  z.object({ kind: z.literal('off'), reason: z.string() }),
  z.object({ kind: z.literal('idle') }),
  z.object({ kind: z.literal('checking') }),
  z.object({ kind: z.literal('current'), checkedAt: time }),
  z.object({ kind: z.literal('available'), ...release }),
  /** `percent`: 0 to 100, whole. */
  z.object({ kind: z.literal('downloading'), percent: z.int(), ...release }),
  z.object({ kind: z.literal('ready'), ...release }),
  z.object({ kind: z.literal('failed'), message: z.string() }),
]);
export type UpdateState = Readonly<z.infer<typeof updateStateSchema>>;

/** About the program on this computer; refused from another one. */
export const updatesCalls = {
  'updates:read': { args: nothing, result: updateStateSchema },
  /** Resolves when it is known; does nothing where a version is being downloaded, or is ready. */
  'updates:check': { args: nothing, result: updateStateSchema },
  /** Begins to download what is available; how far it is comes with `updates:changed`. */
  'updates:download': { args: nothing, result: updateStateSchema },
} as const;

/** Told to the windows of this computer alone. */
export const updatesEvents = { 'updates:changed': updateStateSchema } as const;

export const updatesCallNames = Object.keys(updatesCalls) as (keyof typeof updatesCalls)[];
export const updatesEventNames = Object.keys(updatesEvents) as (keyof typeof updatesEvents)[];
