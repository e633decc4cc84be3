import type { CallArgs } from '../../core/contract/bridge.ts';
import type { AuthorPollView, ClosingInput, CreatePollBody, PatchPollBody } from '../../core/contract/http.ts';
import type { ClosingPlan } from '../../core/domain/closing-plan.ts';
import { Failure } from '../../core/domain/failure.ts';
import type { Poll } from '../../core/domain/poll.ts';
import { limits, pollVersion } from '../../core/domain/poll.ts';
import type { AuthorApi } from '../connection/author-api.ts';
import type { PollList } from './poll-list.ts';

type Draft = CallArgs<'poll:create'>;

export type PollOrder = 'open' | 'pause' | 'resume' | 'close' | 'hide' | 'show';

/** What a moderator does to polls. Each goes to the server and resolves with the poll as the log then tells it. */
export interface PollCommands {
  create(draft: Draft): Promise<Poll>;
  edit(pollId: string, revision: number, draft: Draft): Promise<Poll>;
  duplicate(pollId: string): Promise<Poll>;
  order(pollId: string, revision: number, order: PollOrder): Promise<Poll>;
  schedule(pollId: string, revision: number, closing: ClosingPlan | null): Promise<Poll>;
}

export function createPollCommands(api: AuthorApi, polls: PollList): PollCommands {
  const isAsNew = (poll: Poll, view: AuthorPollView) => pollVersion(poll) >= pollVersion(view) && (poll.timing ?? 0) >= (view.timing ?? 0);
  const arrived = (view: AuthorPollView) => polls.waitFor(view.id, (poll) => isAsNew(poll, view));
  const create = async (body: CreatePollBody) => arrived(await api.createPoll(body));
  const schedule = async (pollId: string, revision: number, closing: ClosingPlan | null) =>
    arrived(await api.patchPoll(pollId, { closing: closing === null ? null : closingInput(closing), revision }));
  return {
    create: (draft) => create(createBodyOf(draft)),
    async edit(pollId, revision, draft) {
      const edited = await arrived(await api.patchPoll(pollId, { ...editBodyOf(draft), revision }));
      const { closing } = draft;
      return closing === undefined || isSamePlan(closing, edited.closing) ? edited : schedule(pollId, edited.revision, closing);
    },
    duplicate(pollId) {
      const poll = findPoll(polls, pollId);
      // A time of day is good for one poll, a duration for every one.
      const closing = poll.closing?.kind === 'after' ? poll.closing : null;
      return create(createBodyOf({ ...poll.content, closing, question: copyName(poll.content.question) }));
    },
    schedule,
    order: async (pollId, revision, order) => arrived(await api.patchPoll(pollId, { ...orderBodies[order], revision })),
  };
}

const orderBodies: Readonly<Record<PollOrder, PatchPollBody>> = {
  open: { state: 'open' },
  resume: { state: 'open' },
  pause: { state: 'paused' },
  close: { state: 'closed' },
  hide: { hidden: true },
  show: { hidden: false },
};

export function findPoll(polls: Pick<PollList, 'find'>, pollId: string): Poll {
  const poll = polls.find(pollId);
  if (poll === undefined) throw new Failure('poll-not-found', 'There is no such poll; it may belong to another data folder.');
  return poll;
}

/** A new poll's options get numbers of their own. */
function createBodyOf(draft: Draft): CreatePollBody {
  const closing = draft.closing ? { closing: closingInput(draft.closing) } : {};
  return { ...editBodyOf(draft), options: draft.options.map(({ label }) => label), ...closing };
}

/** Single choice knows no bounds; what the editor still holds of them from another type is left out. */
function editBodyOf({ question, type, options, min, max, reveal, changes, timeZone }: Draft): CreatePollBody {
  const bounds = type === 'single' ? {} : { ...(min === undefined ? {} : { min }), ...(max === undefined ? {} : { max }) };
  return { question, type, options: options.map(optionInput), ...bounds, reveal, changes, timeZone };
}

function closingInput(plan: ClosingPlan): NonNullable<ClosingInput> {
  return plan.kind === 'after' ? { afterMinutes: plan.minutes } : { at: new Date(plan.at).toISOString() };
}

function isSamePlan(wanted: ClosingPlan | null, known: ClosingPlan | undefined): boolean {
  return JSON.stringify(wanted) === JSON.stringify(known ?? null);
}

function optionInput({ number, label }: Draft['options'][number]): { number?: number; label: string } {
  return number === undefined ? { label } : { number, label };
}

function copyName(question: string): string {
  const ending = ' (copy)';
  return `${question.slice(0, limits.questionLength - ending.length)}${ending}`;
}
