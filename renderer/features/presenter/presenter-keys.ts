import type { PollView } from '../../model/view-types.ts';
import { lastRun } from '../../model/view-types.ts';

/**
 * What Space does. It never closes a poll, which could not be undone by a second press, and never runs one again,
 * which would start from zero.
 */
export function startStopCommand(state: PollView['state']): 'open' | 'pause' | 'resume' | undefined {
  switch (state) {
    case 'draft':
      return 'open';
    case 'open':
      return 'pause';
    case 'paused':
      return 'resume';
    case 'opening':
    case 'closing':
    case 'closed':
      return undefined;
  }
}

/** The poll before or after in the order they were made or opened; hidden ones are left out, the ends meet. */
export function neighbourOf(polls: readonly PollView[], pollId: string, by: -1 | 1): string | undefined {
  const momentOf = (poll: PollView) => lastRun(poll)?.openedAt ?? poll.createdAt;
  const shown = polls.filter((poll) => !poll.hidden || poll.id === pollId).sort((a, b) => momentOf(a) - momentOf(b));
  const at = shown.findIndex((poll) => poll.id === pollId);
  return shown[(at + by + shown.length) % shown.length]?.id;
}
