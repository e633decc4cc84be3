import type { AuthorPollView, LeaderboardView, PollView } from '../../core/contract/http.ts';
import { assertNever } from '../../core/domain/failure.ts';
import type { ClosingPlan } from '../../core/domain/closing-plan.ts';
import type { Poll } from '../../core/domain/poll.ts';
import { currentRun } from '../../core/domain/poll.ts';
import type { Result } from '../../core/domain/result.ts';

/** Whether a participant may see the numbers; `hasVoted` in the newest run. */
export function maySeeResult(poll: Poll, hasVoted: boolean): boolean {
  const over = poll.state === 'closed';
  switch (poll.content.reveal) {
    case 'always':
      return true;
    case 'after-voting':
      return hasVoted || over;
    case 'after-closing':
      return over;
    case 'never':
      return false;
    default:
      return assertNever(poll.content.reveal);
  }
}

function iso(ms: number): string {
  return new Date(ms).toISOString();
}

/** Of a run under way. */
function closingTimeOf(poll: Poll): number | undefined {
  return poll.state === 'open' || poll.state === 'paused' || poll.state === 'opening' ? currentRun(poll)?.closesAt : undefined;
}

function closingView(plan: ClosingPlan) {
  return plan.kind === 'at' ? { at: iso(plan.at) } : { afterMinutes: plan.minutes };
}

/** `result` is left out of the view where it is undefined. */
export function pollViewOf(poll: Poll, result: Result | undefined): PollView {
  const { id, code, state, content } = poll;
  const { question, type, min, max, reveal, changes } = content;
  const votes = new Map(result?.options.map((option) => [option.number, option.votes]));
  const options = content.options.map(({ number, label }) => {
    const counted = votes.get(number);
    return counted === undefined ? { number, label } : { number, label, votes: counted };
  });
  const closesAt = closingTimeOf(poll);
  const due = closesAt === undefined ? {} : { closesAt: iso(closesAt) };
  const view = { id, code, question, type, min, max, state, reveal, changes, options, ...due };
  if (result === undefined) return view;
  const { run, voters, duplicates, late, invalid, final, completeUpTo, closedPartitions, partitions, incomplete } = result;
  const numbers = { run, voters, duplicates, late, invalid, final, closedPartitions, partitions, incomplete };
  const shown = { ...numbers, completeUpTo: completeUpTo === null ? null : iso(completeUpTo) };
  return { ...view, result: shown };
}

/** For phones that wait for a poll to open: that it is not open yet, and not what an author is still writing. */
export function concealDraft(view: PollView): PollView {
  return view.state === 'draft' ? { ...view, question: '', options: [] } : view;
}

export function authorViewOf(poll: Poll, result: Result | undefined): AuthorPollView {
  const runs = poll.runs.map(({ run, openedAt, closedAt }) => ({
    run,
    openedAt: iso(openedAt),
    closedAt: closedAt === null ? null : iso(closedAt),
  }));
  const { revision, hidden, createdAt, closing, timing } = poll;
  const times = { ...(closing !== undefined && { closing: closingView(closing) }), ...(timing !== undefined && { timing }) };
  return { ...pollViewOf(poll, result), revision, hidden, timeZone: poll.content.timeZone, createdAt: iso(createdAt), ...times, runs };
}

/** Options by votes over all polls whose result everyone may see. */
export function leaderboardOf(polls: readonly Poll[], resultOf: (poll: Poll) => Result | undefined): LeaderboardView {
  const options = polls
    .filter((poll) => !poll.hidden && maySeeResult(poll, false) && resultOf(poll) !== undefined)
    .flatMap((poll) => {
      const view = pollViewOf(poll, resultOf(poll));
      return view.options.map(({ number, label, votes = 0 }) => ({
        pollId: view.id,
        code: view.code,
        question: view.question,
        number,
        label,
        votes,
      }));
    })
    .sort((a, b) => b.votes - a.votes);
  return { options: options.slice(0, 100) };
}
