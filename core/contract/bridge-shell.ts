import { z } from 'zod';
import { pollDraftSchema } from './poll-draft.ts';

/**
 * What the shell of a window can do beyond the page: an action that needs one is not offered where it is missing.
 * `notify`: messages of the desktop; `choose-file`, `choose-folder`: the system's dialogs; `show-folder`: its file manager;
 * `copy-text`: its clipboard.
 */
export const abilityNames = ['notify', 'choose-file', 'choose-folder', 'show-folder', 'copy-text'] as const;
export type Ability = (typeof abilityNames)[number];

/** Times in ms since 1970. */
export const serverRestartSchema = z.object({ stoppedAt: z.number(), upAgainAt: z.number() });

/** What the system was asked to open with Kpoll. */
export const openingSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('poll'), code: z.string().max(20) }),
  z.object({ kind: z.literal('draft'), name: z.string(), draft: pollDraftSchema }),
  z.object({ kind: z.literal('problem'), message: z.string() }),
]);
export type Opening = z.infer<typeof openingSchema>;

const nothing = z.undefined();

/** What a window asks of the computer it is on; refused from another one. */
export const shellCalls = {
  /** Hands over what waits to be opened; each is handed over once. */
  'opening:take': { args: nothing, result: z.array(openingSchema) },
  /** With `choose-file`: asks for a poll file. Null where the person changed their mind. */
  'pollfile:open': { args: nothing, result: openingSchema.nullable() },
  /** Shows the log files in their folder, where the shell can; tells where they are in any case. */
  'logs:show': { args: nothing, result: z.object({ path: z.string() }) },
  /** What somebody who helps wants to know: nothing of voters, questions or secrets. `isCopied` where the shell has put it on the clipboard. */
  'diagnostics:read': { args: nothing, result: z.object({ text: z.string(), isCopied: z.boolean() }) },
} as const;

/** Told to the windows of this computer alone. */
export const shellEvents = {
  /** A line of the shell's own menu: the id of an action of the window. */
  'menu:chosen': z.object({ action: z.string().max(64) }),
  /** Something waits to be opened. */
  'opening:offered': z.object({}),
  /** A poll that is to be shown. */
  'poll:shown': z.object({ pollId: z.string().max(64) }),
} as const;
