import { z } from 'zod';

/** Something about this computer that stays on screen until it passes or is dismissed: not an answer to a call, not about one poll. */
export const noticeSchema = z.object({
  /** Says what it is about; a newer one of the same id takes its place. */
  id: z.string().max(200),
  /** `bad`: something does not work now. `warning`: it will, or something was lost. `info`: it was done. */
  severity: z.enum(['info', 'warning', 'bad']),
  /** One short sentence: "The settings file was damaged." */
  title: z.string(),
  /** What it means for votes, and what to do. */
  message: z.string(),
  /** Ms since 1970. */
  at: z.number(),
  /** False where it goes away only with its cause. */
  dismissible: z.boolean(),
});
export type Notice = z.infer<typeof noticeSchema>;
