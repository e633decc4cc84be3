import { describe, expect, it } from 'vitest';
import { listRows, rowsInSight, totalHeight } from '../../../../renderer/features/polls/list-rows.ts';
import type { PollView } from '../../../../renderer/model/view-types.ts';

function poll(id: string, state: PollView['state'], more: Partial<PollView> = {}): PollView {
  const content: PollView['content'] = {
    question: `Question ${id}`,
    type: 'single',
    options: [
      { number: 1, label: 'Yes' },
      { number: 2, label: 'No' },
    ],
    min: 1,
    max: 1,
    reveal: 'always',
    changes: 'none',
    timeZone: 'UTC',
  };
  return { id, code: `CODE${id}`, revision: 1, state, hidden: false, createdAt: 0, content, nextOption: 3, runs: [], ...more };
}

const names = (rows: ReturnType<typeof listRows>) => rows.map((row) => (row.kind === 'group' ? row.name : row.poll.id));

describe('listRows', () => {
  it('groups by state, open polls on top', () => {
    const polls = [poll('a', 'closed'), poll('b', 'draft'), poll('c', 'open'), poll('d', 'paused'), poll('e', 'closing')];
    expect(names(listRows(polls, { search: '', showHidden: false }))).toEqual([
      'Open',
      'c',
      'Paused',
      'd',
      'Closing',
      'e',
      'Draft',
      'b',
      'Closed',
      'a',
    ]);
  });

  it('shows hidden polls only where asked', () => {
    const polls = [poll('a', 'closed', { hidden: true })];
    expect(names(listRows(polls, { search: '', showHidden: false }))).toEqual([]);
    expect(names(listRows(polls, { search: '', showHidden: true }))).toEqual(['Hidden', 'a']);
  });

  it('finds by words of the question and by the whole code', () => {
    const polls = [poll('a', 'draft'), poll('b', 'draft')];
    expect(names(listRows(polls, { search: 'question B', showHidden: false }))).toEqual(['Draft', 'b']);
    expect(names(listRows(polls, { search: 'codea', showHidden: false }))).toEqual(['Draft', 'a']);
  });

  it('draws only what is in sight of 500 polls', () => {
    const polls = Array.from({ length: 500 }, (_, index) => poll(String(index), 'open', { createdAt: index }));
    const rows = listRows(polls, { search: '', showHidden: false });
    expect(totalHeight(rows)).toBe(32 + 500 * 64);
    expect(rowsInSight(rows, 10_000, 800).length).toBeLessThan(40);
  });
});
