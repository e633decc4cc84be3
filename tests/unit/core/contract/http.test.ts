import type { z } from 'zod';
import { describe, expect, it } from 'vitest';
import {
  authorPollView,
  createPollBody,
  leaderboardView,
  patchPollBody,
  pollView,
  problem,
  voteBody,
} from '../../../../core/contract/http.ts';

function takes(schema: z.ZodType, good: readonly unknown[], bad: readonly unknown[]): void {
  for (const body of good) expect(schema.safeParse(body).success, `good: ${JSON.stringify(body)}`).toBe(true);
  for (const body of bad) expect(schema.safeParse(body).success, `bad: ${JSON.stringify(body)}`).toBe(false);
}

const poll = { question: 'Tea?', options: ['Yes', 'No'] };

const view = {
  id: 'p1',
  code: 'ACDEFG',
  question: 'Tea?',
  type: 'single',
  min: 1,
  max: 1,
  state: 'open',
  reveal: 'always',
  changes: 'none',
  options: [
    { number: 1, label: 'Yes', votes: 3 },
    { number: 2, label: 'No' },
  ],
  result: {
    run: 1,
    voters: 3,
    duplicates: 0,
    late: 0,
    invalid: 0,
    final: false,
    completeUpTo: '2024-01-01T00:00:00.000Z',
    closedPartitions: 0,
    partitions: 4,
    incomplete: null,
  },
};

describe('HTTP bodies', () => {
  it('POST /polls takes a question with options and refuses the rest', () => {
    const full = { ...poll, type: 'multiple', min: 1, max: 2, reveal: 'after-voting', changes: 'until-close', timeZone: 'Asia/Tokyo' };
    const bad = [
      null,
      [],
      'text',
      {},
      { ...poll, question: ' ' },
      { ...poll, question: 7 },
      { ...poll, options: ['Yes'] },
      { ...poll, options: 'Yes' },
    ];
    const odd = [
      { ...poll, options: ['', 'x'] },
      { ...poll, type: 'ranking' },
      { ...poll, extra: 1 },
      { ...poll, max: 0 },
      { ...poll, options: Array(101).fill('x') },
    ];
    takes(createPollBody, [poll, full, { ...poll, options: ['Yes', { label: 'No' }] }], [...bad, ...odd]);
  });

  it('PATCH /polls/{id} takes a state, the hidden flag or content', () => {
    takes(
      patchPollBody,
      [
        { state: 'open' },
        { state: 'closed', revision: 3 },
        { hidden: true },
        { question: 'New?' },
        { options: [{ number: 2, label: 'x' }, 'y'] },
      ],
      [
        { state: 'draft' },
        { state: 1 },
        { hidden: 'yes' },
        { revision: -1 },
        { delete: true },
        { options: [{ label: 'x', votes: 9 }, 'y'] },
      ],
    );
  });

  it('POST /polls/{id}/vote takes one option or several, and a vote id', () => {
    takes(
      voteBody,
      [{ option: 2 }, { options: [1, 4] }, { option: 1, voteId: 'abcd_EFG-1234567' }, { options: [1], voteId: '1234567812345678' }],
      [
        {},
        { option: 0 },
        { option: '2' },
        { option: 1.5 },
        { option: 1_000_001 },
        { options: [] },
        { options: [1, '2'] },
        { options: Array(101).fill(1) },
        { option: 1, options: [1] },
        { option: 1, voteId: 'fifteen-letters' },
        { option: 1, voteId: 'has spaces inside' },
        { option: 1, voteId: 'x'.repeat(33) },
        { option: 1, admin: true },
        null,
      ],
    );
  });

  it('a poll view has votes and a result only where they are shown', () => {
    const { result: _hidden, ...concealed } = { ...view, options: [{ number: 1, label: 'Yes' }] };
    takes(pollView, [view, concealed], [{ ...view, state: 'exploded' }, { ...view, options: [{ label: 'x' }] }, {}]);
  });

  it('an author sees more', () => {
    const author = {
      ...view,
      revision: 1,
      hidden: false,
      timeZone: 'UTC',
      createdAt: 'x',
      runs: [{ run: 1, openedAt: 'x', closedAt: null }],
    };
    takes(authorPollView, [author], [view]);
  });

  it('a problem has a code of the closed list', () => {
    const sample = { type: 'urn:kpoll:problem:late', title: 'Too late', status: 409, detail: 'Voting is over.', code: 'late' };
    takes(problem, [sample, { ...sample, errors: [{ path: 'option', message: 'x' }] }], [{ ...sample, code: 'made-up' }, {}]);
  });

  it('the leaderboard lists options of polls', () => {
    takes(
      leaderboardView,
      [{ options: [{ pollId: 'p', code: 'c', question: 'q', number: 1, label: 'l', votes: 0 }] }],
      [{ options: [{}] }],
    );
  });
});
