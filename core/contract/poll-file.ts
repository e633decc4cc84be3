import { z } from 'zod';
import { Failure } from '../domain/failure.ts';
import type { PollContent } from '../domain/poll.ts';
import { changeRules, limits, revealRules } from '../domain/poll.ts';
import { questionTypeNames } from '../domain/question-types/registry.ts';
import { parseJson } from '../domain/parse-json.ts';
import type { PollDraft } from './poll-draft.ts';

export const pollFileExtension = 'kpoll';

/** Far more than the longest poll needs. */
export const maxPollFileBytes = 256 * 1024;

/** Neither a NUL nor half a character: both get lost on the way into files and databases. */
const text = (max: number) =>
  z
    .string()
    .max(max)
    .refine((value) => !/\0|\p{Surrogate}/u.test(value));

/** What a poll asks, without its numbers, votes and times: the receiver's poll is a new one. */
const draftSchema = z.object({
  question: text(limits.questionLength),
  type: z.enum(questionTypeNames),
  options: z.array(z.object({ label: text(limits.labelLength) })).max(limits.options),
  min: z.int().min(1).max(limits.options).optional(),
  max: z.int().min(1).max(limits.options).optional(),
  reveal: z.enum(revealRules),
  changes: z.enum(changeRules),
  timeZone: text(64),
});

const fileSchema = z.object({ v: z.literal(1), kind: z.literal('kpoll-poll'), poll: draftSchema });
const anyVersion = z.object({ v: z.int().min(2), kind: z.literal('kpoll-poll') });

type Asked = Omit<PollContent, 'options'> & { readonly options: readonly { readonly label: string }[] };

/** As a person might send it by mail. */
export function pollFileText({ question, type, options, min, max, reveal, changes, timeZone }: Asked): string {
  const poll = { question, type, options: options.map(({ label }) => ({ label })), min, max, reveal, changes, timeZone };
  return `${JSON.stringify({ v: 1, kind: 'kpoll-poll', poll }, null, 2)}\n`;
}

/** Failure `invalid-request` or `newer-format` with a sentence for whoever opened it. */
export function readPollFile(name: string, content: string): PollDraft {
  if (content.length > maxPollFileBytes) throw tooLarge(name);
  // Some programs put a mark at the beginning of text files.
  const value = parseJson(content.replace(/^\uFEFF/, ''));
  const file = fileSchema.safeParse(value);
  if (file.success) return file.data.poll;
  if (anyVersion.safeParse(value).success)
    throw new Failure('newer-format', `“${name}” was saved by a newer Kpoll than this one. Update Kpoll to open it; nothing was changed.`);
  throw new Failure('invalid-request', `“${name}” is not a poll file of Kpoll, or it is damaged. Nothing was opened.`);
}

export function tooLarge(name: string): Failure {
  return new Failure(
    'invalid-request',
    `“${name}” is far larger than any poll (${maxPollFileBytes / 1024} kB at most). Nothing was opened.`,
  );
}

/** Usable on every system, and short. */
export function pollFileName(question: string): string {
  const words = question
    .normalize('NFC')
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim()
    .slice(0, 60)
    .trim();
  return `${words === '' ? 'Poll' : words}.${pollFileExtension}`;
}
