import { z } from 'zod';
import { closingPlanSchema } from './closing-plan.ts';
import { pollContentSchema } from './poll.ts';
import { recordLimits, recordTime } from './record-limits.ts';

const version = z.literal(1);
/** Ids and codes stand in addresses, cookies and other records as they are. */
const plain = (max: number) =>
  z
    .string()
    .regex(/^[\w-]+$/)
    .max(max);
const common = {
  v: version,
  pollId: plain(recordLimits.idLength),
  commandId: z.string().min(1).max(recordLimits.idLength),
  at: recordTime.int(),
};
const byAuthor = { ...common, revision: z.int().min(0) };

/**
 * A record of the `polls` topic. Authors' commands name the revision they expect. `opened` and `closed` are written by
 * servers when every votes partition holds the run's marker. `at` is in ms since 1970 and only informs, but for `open`, from which
 * a run's closing time may be counted. `schedule` raises no revision: for readers that do not know it yet, nothing else changes.
 */
export const pollCommandSchema = z.discriminatedUnion('kind', [
  z.object({
    ...common,
    kind: z.literal('create'),
    code: plain(16),
    content: pollContentSchema,
    nextOption: z.int().min(1),
    closing: closingPlanSchema.optional(),
  }),
  z.object({ ...byAuthor, kind: z.literal('edit'), content: pollContentSchema, nextOption: z.int().min(1) }),
  z.object({
    ...byAuthor,
    kind: z.literal('open'),
    partitions: z.int().min(1).max(recordLimits.partitions),
    buckets: z.int().min(1).max(recordLimits.buckets),
    fingerprint: z.string().min(1).max(recordLimits.idLength),
  }),
  z.object({ ...common, kind: z.literal('opened'), run: z.int().min(1).max(recordLimits.run) }),
  z.object({ ...byAuthor, kind: z.literal('pause') }),
  z.object({ ...byAuthor, kind: z.literal('resume') }),
  /** With `timing`, a server's at the closing time: void where that time has been changed since. */
  z.object({ ...byAuthor, kind: z.literal('close'), timing: z.int().min(0).optional() }),
  /** Null: the poll stays open until somebody closes it. */
  z.object({ ...byAuthor, kind: z.literal('schedule'), closing: closingPlanSchema.nullable() }),
  z.object({ ...common, kind: z.literal('closed'), run: z.int().min(1).max(recordLimits.run) }),
  z.object({ ...byAuthor, kind: z.literal('hide') }),
  z.object({ ...byAuthor, kind: z.literal('show') }),
]);

export type PollCommand = Readonly<z.infer<typeof pollCommandSchema>>;
export type PollCommandKind = PollCommand['kind'];
