import { describe, expect, it } from 'vitest';
import type { PollView } from '../../../../core/contract/http.ts';
import { renderJoinPage } from '../../../../ingest-server/pages/join-page.ts';
import { renderMessagePage } from '../../../../ingest-server/pages/message-page.ts';
import type { PollPageModel } from '../../../../ingest-server/pages/poll-page.ts';
import { renderPollPage } from '../../../../ingest-server/pages/poll-page.ts';
import { percentOf } from '../../../../ingest-server/pages/result-list.ts';
import { directionOf } from '../../../../ingest-server/pages/text-direction.ts';
import { describeLimits } from '../../../../ingest-server/pages/vote-form.ts';

const view: PollView = {
  id: 'p1',
  code: 'ACDEFG',
  question: 'Tea or coffee?',
  type: 'single',
  min: 1,
  max: 1,
  state: 'open',
  reveal: 'always',
  changes: 'none',
  options: [
    { number: 1, label: 'Tea' },
    { number: 4, label: 'Coffee' },
  ],
};
const revealed: PollView = {
  ...view,
  options: [
    { number: 1, label: 'Tea', votes: 1 },
    { number: 4, label: 'Coffee', votes: 2 },
  ],
  result: {
    run: 1,
    voters: 3,
    duplicates: 0,
    late: 0,
    invalid: 0,
    final: false,
    completeUpTo: null,
    closedPartitions: 0,
    partitions: 4,
    incomplete: null,
  },
};
const page = (model: Partial<PollPageModel>) =>
  renderPollPage({ view, timeZone: 'UTC', now: 0, voteId: 'abcdefghijklmnop', chosen: null, status: 'vote', live: true, ...model });

describe('the poll page', () => {
  it('works as a plain form', () => {
    const html = page({});
    expect(html).toContain('<form class="vote" method="post" action="/p/ACDEFG"');
    expect(html).toContain('name="voteId" value="abcdefghijklmnop"');
    expect(html.match(/type="radio" name="option"/g)).toHaveLength(2);
    expect(html).toContain('value="4"');
  });

  it('says when voting closes in the zone of the poll, with the day where it is another one', () => {
    const closing = { ...view, closesAt: '2026-03-05T13:05:30.000Z' };
    const now = Date.UTC(2026, 2, 5, 12);
    expect(page({ view: closing, now, timeZone: 'Europe/Berlin' })).toContain('>Closes at 14:05 CET</p>');
    expect(page({ view: closing, now: now - 86_400_000, timeZone: 'UTC' })).toContain('>Closes at 5 Mar, 13:05 UTC</p>');
    expect(page({ view: closing, now, status: 'paused' })).toContain('Closes at 13:05 UTC');
    expect(page({ view: closing, now, status: 'closed' })).not.toContain('Closes');
    expect(page({ now })).toContain('data-closes hidden');
  });

  it('escapes whatever an author or a voter wrote', () => {
    const evil = `"><script>alert('x')</script>&`;
    const evilView = { ...revealed, question: evil, options: revealed.options.map((option) => ({ ...option, label: evil })) };
    const pages = [
      page({ view: evilView, message: { kind: 'error', text: evil } }),
      page({ view: evilView, status: 'voted', chosen: [1] }),
      renderJoinPage({ typed: evil, error: evil }),
      renderMessagePage({ title: evil, text: evil }),
    ];
    for (const html of pages) {
      expect(html).not.toContain('<script>');
      expect(html).not.toContain('"><script');
      expect(html).toContain('&lt;script&gt;');
    }
  });

  it('needs nothing that its policy forbids: no inline script, no inline style, nothing from elsewhere', () => {
    const html = page({ view: revealed, status: 'voted', chosen: [1] });
    expect(html).not.toMatch(/\sstyle=|\son[a-z]+=|<style|<script(?! src="\/assets\/)|(?:src|href)="(?:https?:)?\/\//);
  });

  it('does not show a question before the poll is open', () => {
    const html = page({ status: 'waiting', view: { ...view, state: 'draft' } });
    expect(html).not.toContain('Tea or coffee?');
    expect(html).not.toContain('Coffee');
    expect(html).toContain('has not opened yet');
  });

  it('shows the result only where the view has one, with the numbers as text', () => {
    expect(page({})).not.toContain('data-result');
    const html = page({ view: revealed, status: 'voted', chosen: [4] });
    expect(html).toContain('67 %');
    expect(html).toContain('2 votes');
    expect(html).toContain('3 people have voted');
    expect(html).toMatch(/data-option="4" class="mine"/);
  });

  it('says what happens next in every state', () => {
    const states: [Partial<PollPageModel>, RegExp][] = [
      [{ status: 'paused', view: { ...view, state: 'paused' } }, /Voting is paused.*disabled/s],
      [{ status: 'voted', chosen: [1], view: { ...view, reveal: 'after-closing' } }, /appears here when the poll closes/],
      [{ status: 'voted', chosen: [1], view: { ...view, reveal: 'never' } }, /not shown here/],
      [{ status: 'voted', chosen: [1], view: { ...view, changes: 'until-close' } }, /Change my vote.*Send the new vote/s],
      [{ status: 'closed', view: { ...view, state: 'closing', reveal: 'after-closing' } }, /last votes are being counted/],
      [{ status: 'closed', view: { ...view, state: 'closed', reveal: 'never' } }, /was confirmed.*not shown here/s],
      [{ status: 'closed', chosen: [1], view: { ...view, state: 'closed' } }, /Your vote is recorded.*Voting is over/s],
    ];
    for (const [model, says] of states) expect(page(model)).toMatch(says);
  });

  it('does not offer to change a vote that stands', () => {
    expect(page({ status: 'voted', chosen: [1] })).not.toContain('<form');
  });

  it('runs right to left where the question does', () => {
    expect(page({})).toContain('dir="ltr"');
    expect(page({ view: { ...view, question: '2. ما هو؟' } })).toContain('dir="rtl"');
    expect([directionOf('Привет'), directionOf('שלום'), directionOf('123 !'), directionOf('日本')]).toEqual(['ltr', 'rtl', 'ltr', 'ltr']);
  });

  it('explains how many options a vote may name', () => {
    const five = [1, 2, 3, 4, 5].map((number) => ({ number, label: 'x' }));
    const say = (min: number, max: number) => describeLimits({ type: 'multiple', min, max, options: five });
    expect([say(1, 5), say(1, 3), say(2, 2), say(2, 4)]).toEqual([
      'Choose as many as you like.',
      'Choose up to 3.',
      'Choose exactly 2.',
      'Choose 2 to 4.',
    ]);
  });

  it('never divides by nobody', () => {
    expect([percentOf(0, 0), percentOf(1, 3), percentOf(12_345_678, 12_345_678)]).toEqual([0, 33, 100]);
  });
});

describe('the join page', () => {
  it('keeps what was typed and says what is wrong', () => {
    const html = renderJoinPage({ typed: 'abc 123', error: 'There is no such poll.' });
    expect(html).toContain('value="abc 123"');
    expect(html).toMatch(/aria-describedby="error hint" aria-invalid="true"/);
  });
});
