import { z } from 'zod';
import { closingPlanSchema } from '../domain/closing-plan.ts';
import { changeRules, revealRules } from '../domain/poll.ts';
import { questionTypeNames } from '../domain/question-types/registry.ts';

/** A poll as the editor hands it over; options with a number keep it. */
export const pollDraftSchema = z.object({
  question: z.string(),
  type: z.enum(questionTypeNames),
  options: z.array(z.object({ number: z.int().min(1).optional(), label: z.string() })),
  min: z.int().optional(),
  max: z.int().optional(),
  reveal: z.enum(revealRules),
  changes: z.enum(changeRules),
  timeZone: z.string(),
  /** Null: it does not close by itself. Left out: as it was. */
  closing: closingPlanSchema.nullable().optional(),
});
export type PollDraft = z.infer<typeof pollDraftSchema>;
