import { z } from 'zod';

/**
 * What the shell of a window can do beyond the page: an action that needs one is not offered where it is missing.
 * `notify`: messages of the desktop; `choose-file`, `choose-folder`: the system's dialogs; `show-folder`: its file manager;
 * `copy-text`: its clipboard.
 */
export const abilityNames = ['notify', 'choose-file', 'choose-folder', 'show-folder', 'copy-text'] as const;
export type Ability = (typeof abilityNames)[number];

/** Times in ms since 1970. */
export const serverRestartSchema = z.object({ stoppedAt: z.number(), upAgainAt: z.number() });

const nothing = z.undefined();

/** What a window asks of the computer it is on; refused from another one. */
export const shellCalls = {
  /** Shows the log files in their folder, where the shell can; tells where they are in any case. */
  'logs:show': { args: nothing, result: z.object({ path: z.string() }) },
  /** What somebody who helps wants to know: nothing of voters, questions or secrets. `isCopied` where the shell has put it on the clipboard. */
  'diagnostics:read': { args: nothing, result: z.object({ text: z.string(), isCopied: z.boolean() }) },
} as const;

/** Told to the windows of this computer alone. */
export const shellEvents = {
  /** A line of the shell's own menu: the id of an action of the window. */
  'menu:chosen': z.object({ action: z.string().max(64) }),
  /** A poll that is to be shown. */
  'poll:shown': z.object({ pollId: z.string().max(64) }),
} as const;
