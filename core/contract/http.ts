import { z } from 'zod';
import { longestClosingMinutes } from '../domain/closing-plan.ts';
import { changeRules, limits, pollStates, revealRules } from '../domain/poll.ts';
import { questionTypeNames } from '../domain/question-types/registry.ts';
import { failureCodes } from '../domain/failure.ts';

/** Largest request body taken, in bytes. */
export const maxBodyBytes = 16 * 1024;

/** Neither a NUL nor half a character: both get lost on the way into files and databases. */
const isWhole = (text: string) => !/\0|\p{Surrogate}/u.test(text);
const text = (max: number) => z.string().trim().min(1).max(max).refine(isWhole, 'holds characters that are none');
const label = text(limits.labelLength);
const optionInput = z.union([label, z.strictObject({ number: z.int().min(1).optional(), label })]);

const contentFields = {
  question: text(limits.questionLength),
  type: z.enum(questionTypeNames).optional(),
  options: z.array(optionInput).min(2).max(limits.options),
  min: z.int().min(1).optional(),
  max: z.int().min(1).optional(),
  reveal: z.enum(revealRules).optional(),
  changes: z.enum(changeRules).optional(),
  timeZone: z.string().max(64).optional(),
};

/** When a run closes by itself: some minutes after it opened, or at a time (ISO 8601). Null: never. */
const closingInput = z
  .union([
    z.strictObject({ afterMinutes: z.int().min(1).max(longestClosingMinutes) }),
    z.strictObject({ at: z.iso.datetime({ offset: true }) }),
  ])
  .nullable();
export type ClosingInput = z.infer<typeof closingInput>;

/** POST /polls */
export const createPollBody = z.strictObject({ ...contentFields, closing: closingInput.optional() });
export type CreatePollBody = z.infer<typeof createPollBody>;

/**
 * PATCH /polls/{id}: a state, the hidden flag, the closing time, or content (draft only), one kind at a time. `open` also resumes a
 * paused poll and runs a closed one again. `closing` concerns the run under way, in a draft or closed poll the next one. Without `revision` the command applies to the poll as it stands.
 */
export const patchPollBody = z.strictObject({
  ...contentFields,
  question: contentFields.question.optional(),
  options: contentFields.options.optional(),
  state: z.enum(['open', 'paused', 'closed']).optional(),
  hidden: z.boolean().optional(),
  closing: closingInput.optional(),
  revision: z.int().min(0).optional(),
});
export type PatchPollBody = z.infer<typeof patchPollBody>;

/** Random (96 bits or more), made by the voter's page and kept while it tries again; without one the server makes it. */
export const voteIdSchema = z.string().regex(/^[A-Za-z0-9_-]{16,32}$/);
const optionNumber = z.int().min(1).max(1_000_000);

/** POST /polls/{id}/vote */
export const voteBody = z.union([
  z.strictObject({ option: optionNumber, voteId: voteIdSchema.optional() }),
  z.strictObject({ options: z.array(optionNumber).min(1).max(limits.options), voteId: voteIdSchema.optional() }),
]);
export type VoteBody = z.infer<typeof voteBody>;

const resultView = z.object({
  run: z.int(),
  voters: z.int(),
  duplicates: z.int(),
  late: z.int(),
  invalid: z.int(),
  final: z.boolean(),
  /** ISO 8601, UTC, or null while nothing is known. */
  completeUpTo: z.string().nullable(),
  /** How many of the run's parts of the log have passed their close marker. */
  closedPartitions: z.int(),
  partitions: z.int(),
  /** Why the numbers are known to miss votes, or null. */
  incomplete: z.string().nullable(),
});

/** GET /polls/{id} and every message of WS /ws: `votes` and `result` only as far as the reveal rule lets the asker see. */
export const pollView = z.object({
  id: z.string(),
  code: z.string(),
  question: z.string(),
  type: z.enum(questionTypeNames),
  min: z.int(),
  max: z.int(),
  state: z.enum(pollStates),
  reveal: z.enum(revealRules),
  changes: z.enum(changeRules),
  options: z.array(z.object({ number: z.int(), label: z.string(), votes: z.int().optional() })),
  /** When the poll closes by itself, ISO 8601, UTC; left out where it does not, and once it is closed. */
  closesAt: z.string().optional(),
  result: resultView.optional(),
});
export type PollView = z.infer<typeof pollView>;

/** What authors see besides. Times in ISO 8601, UTC. */
export const authorPollView = pollView.extend({
  revision: z.int(),
  hidden: z.boolean(),
  timeZone: z.string(),
  createdAt: z.string(),
  /** When the next run closes by itself; left out where it does not. */
  closing: z.union([z.object({ afterMinutes: z.int() }), z.object({ at: z.string() })]).optional(),
  /** How often the closing time was set. */
  timing: z.int().optional(),
  runs: z.array(z.object({ run: z.int(), openedAt: z.string(), closedAt: z.string().nullable() })),
});
export type AuthorPollView = z.infer<typeof authorPollView>;

export const leaderboardView = z.object({
  options: z.array(
    z.object({ pollId: z.string(), code: z.string(), question: z.string(), number: z.int(), label: z.string(), votes: z.int() }),
  ),
});
export type LeaderboardView = z.infer<typeof leaderboardView>;

/** RFC 9457 with a stable `code`; `type` is `urn:kpoll:problem:<code>`. */
export const problem = z.object({
  type: z.string(),
  title: z.string(),
  status: z.int(),
  detail: z.string(),
  code: z.enum(failureCodes),
  errors: z.array(z.object({ path: z.string(), message: z.string() })).optional(),
});
export type Problem = z.infer<typeof problem>;
