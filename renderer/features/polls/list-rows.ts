import type { PollView } from '../../model/view-types.ts';
import { lastRun } from '../../model/view-types.ts';

/** What the list draws: headings and polls, each at a fixed place, so that only those in sight need to exist. */
export type ListRow =
  | { readonly kind: 'group'; readonly name: string; readonly count: number; readonly top: number }
  | { readonly kind: 'poll'; readonly poll: PollView; readonly top: number };

export const groupHeight = 32;
export const pollHeight = 64;

interface Wanted {
  readonly search: string;
  readonly showHidden: boolean;
}

const groups: readonly { readonly name: string; readonly has: (poll: PollView) => boolean }[] = [
  { name: 'Open', has: (poll) => !poll.hidden && (poll.state === 'open' || poll.state === 'opening') },
  { name: 'Paused', has: (poll) => !poll.hidden && poll.state === 'paused' },
  { name: 'Closing', has: (poll) => !poll.hidden && poll.state === 'closing' },
  { name: 'Draft', has: (poll) => !poll.hidden && poll.state === 'draft' },
  { name: 'Closed', has: (poll) => !poll.hidden && poll.state === 'closed' },
  { name: 'Hidden', has: (poll) => poll.hidden },
];

/** Grouped by state; within a group the one last opened (or made) first. */
export function listRows(polls: Iterable<PollView>, { search, showHidden }: Wanted): ListRow[] {
  const found = [...polls].filter((poll) => isFound(poll, search)).sort((a, b) => lastMoved(b) - lastMoved(a));
  const rows: ListRow[] = [];
  let top = 0;
  for (const group of groups) {
    const members = found.filter(group.has);
    if (members.length === 0 || (group.name === 'Hidden' && !showHidden)) continue;
    rows.push({ kind: 'group', name: group.name, count: members.length, top });
    top += groupHeight;
    for (const poll of members) {
      rows.push({ kind: 'poll', poll, top });
      top += pollHeight;
    }
  }
  return rows;
}

function isFound(poll: PollView, search: string): boolean {
  const words = search.trim().toLowerCase();
  return words === '' || poll.content.question.toLowerCase().includes(words) || poll.code.toLowerCase() === words;
}

function lastMoved(poll: PollView): number {
  return lastRun(poll)?.openedAt ?? poll.createdAt;
}

export function heightOf(row: ListRow): number {
  return row.kind === 'group' ? groupHeight : pollHeight;
}

export function totalHeight(rows: readonly ListRow[]): number {
  const last = rows[rows.length - 1];
  return last === undefined ? 0 : last.top + heightOf(last);
}

/** The rows within a window of the list, and one screenful more so that scrolling never shows a gap. */
export function rowsInSight(rows: readonly ListRow[], scrollTop: number, viewHeight: number): readonly ListRow[] {
  const from = scrollTop - viewHeight / 2;
  const to = scrollTop + viewHeight * 1.5;
  return rows.filter((row) => row.top + heightOf(row) >= from && row.top <= to);
}

/** Polls in the list's order, for the arrow keys. */
export function pollsInOrder(rows: readonly ListRow[]): PollView[] {
  return rows.flatMap((row) => (row.kind === 'poll' ? [row.poll] : []));
}
