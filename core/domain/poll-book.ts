import type { ClosingPlan } from './closing-plan.ts';
import { closingTimeOf } from './closing-plan.ts';
import type { FailureCode } from './failure.ts';
import { assertNever } from './failure.ts';
import type { Poll, PollState, Run } from './poll.ts';
import { currentRun } from './poll.ts';
import type { PollCommand, PollCommandKind } from './poll-command.ts';

/** The polls as the `polls` topic tells them; every reader that applies the same commands in log order has the same book. */
export interface PollBook {
  readonly polls: Map<string, Poll>;
  readonly idsByCode: Map<string, string>;
}

export type CommandOutcome =
  { readonly accepted: true; readonly poll: Poll } | { readonly accepted: false; readonly code: FailureCode; readonly message: string };

export function createPollBook(): PollBook {
  return { polls: new Map(), idsByCode: new Map() };
}

const allowedStates: Partial<Record<PollCommandKind, readonly PollState[]>> = {
  edit: ['draft'],
  open: ['draft', 'closed'],
  opened: ['opening'],
  pause: ['open'],
  resume: ['paused'],
  close: ['open', 'paused'],
  schedule: ['draft', 'opening', 'open', 'paused', 'closed'],
  closed: ['closing'],
  hide: ['draft', 'closed'],
  show: ['draft', 'closed'],
};

/** Whether an author may give a command to a poll as it stands. */
export function isAllowed(poll: Poll, kind: PollCommandKind): boolean {
  return allowedStates[kind]?.includes(poll.state) ?? false;
}

/** Applies the next command of the log. The first valid one wins; a refused one changes nothing. */
export function applyCommand(book: PollBook, command: PollCommand): CommandOutcome {
  if (command.kind === 'create') return create(book, command);
  const poll = book.polls.get(command.pollId);
  if (poll === undefined) return refuse('poll-not-found', 'There is no such poll.');
  if ('revision' in command && command.revision !== poll.revision) {
    return refuse(
      'revision-conflict',
      'Someone else changed this poll first; nothing of yours was done. Look at it again, then repeat what you meant to do.',
    );
  }
  if (command.kind === 'close' && command.timing !== undefined && command.timing !== (poll.timing ?? 0)) {
    return refuse('revision-conflict', 'The closing time was changed before it came; the poll stays open.');
  }
  if ('run' in command && command.run !== currentRun(poll)?.run) return refuse('wrong-state', 'That run is over already.');
  if (!isAllowed(poll, command.kind)) return refuse('wrong-state', wrongState(command.kind, poll.state));
  const next = change(poll, command);
  book.polls.set(next.id, next);
  return { accepted: true, poll: next };
}

function wrongState(kind: PollCommandKind, state: PollState): string {
  if (kind === 'edit') return `A poll can be edited only as a draft; this one is ${state}. Duplicate it to change its text.`;
  if (kind === 'hide') return `A poll that is ${state} cannot be hidden. Close it first.`;
  return `A poll that is ${state} cannot take the command "${kind}".`;
}

function create(book: PollBook, command: Extract<PollCommand, { kind: 'create' }>): CommandOutcome {
  if (book.polls.has(command.pollId)) return refuse('revision-conflict', 'A poll with this id exists already.');
  if (book.idsByCode.has(command.code)) return refuse('code-taken', 'This join code belongs to another poll.');
  const poll: Poll = {
    id: command.pollId,
    code: command.code,
    revision: 1,
    state: 'draft',
    hidden: false,
    createdAt: command.at,
    content: command.content,
    nextOption: command.nextOption,
    runs: [],
    ...(command.closing !== undefined && { closing: command.closing, timing: 1 }),
  };
  book.polls.set(poll.id, poll);
  book.idsByCode.set(poll.code, poll.id);
  return { accepted: true, poll };
}

function change(poll: Poll, command: Exclude<PollCommand, { kind: 'create' }>): Poll {
  const revised = { ...poll, revision: poll.revision + 1 };
  switch (command.kind) {
    case 'edit':
      return { ...revised, content: command.content, nextOption: command.nextOption };
    case 'open':
      return withNewRun(revised, command);
    case 'opened':
      return { ...poll, state: 'open' };
    case 'pause':
      return { ...revised, state: 'paused' };
    case 'resume':
      return { ...revised, state: 'open' };
    case 'close':
      return { ...revised, state: 'closing', runs: changeLast(poll.runs, (run) => ({ ...run, closedAt: command.at })) };
    case 'schedule':
      return withClosingTime(poll, command.closing);
    case 'closed':
      return { ...poll, state: 'closed' };
    case 'hide':
      return { ...revised, hidden: true };
    case 'show':
      return { ...revised, hidden: false };
    default:
      return assertNever(command);
  }
}

function withNewRun(poll: Poll, { partitions, buckets, fingerprint, at }: Extract<PollCommand, { kind: 'open' }>): Poll {
  const { closing, ...rest } = poll;
  const due = closing === undefined ? {} : { closesAt: closingTimeOf(closing, at) };
  const run: Run = { run: poll.runs.length + 1, partitions, buckets, fingerprint, openedAt: at, closedAt: null, ...due };
  // A time of day is good for one run, a duration for every one.
  const next = closing?.kind === 'after' ? { closing } : {};
  return { ...rest, ...next, state: 'opening', hidden: false, runs: [...poll.runs, run] };
}

/** Of the run under way, or of the next one. */
function withClosingTime(poll: Poll, plan: ClosingPlan | null): Poll {
  const timed = { ...poll, timing: (poll.timing ?? 0) + 1 };
  if (poll.state === 'draft' || poll.state === 'closed') {
    const { closing: _before, ...rest } = timed;
    return plan === null ? rest : { ...rest, closing: plan };
  }
  const change = ({ closesAt: _before, ...run }: Run): Run =>
    plan === null ? run : { ...run, closesAt: closingTimeOf(plan, run.openedAt) };
  return { ...timed, runs: changeLast(poll.runs, change) };
}

function changeLast(runs: Poll['runs'], change: (run: Run) => Run): Poll['runs'] {
  return runs.map((run, index) => (index === runs.length - 1 ? change(run) : run));
}

function refuse(code: FailureCode, message: string): CommandOutcome {
  return { accepted: false, code, message };
}
