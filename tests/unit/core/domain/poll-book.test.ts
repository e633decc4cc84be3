import { describe, expect, it } from 'vitest';
import type { ClosingPlan } from '../../../../core/domain/closing-plan.ts';
import type { PollBook } from '../../../../core/domain/poll-book.ts';
import { applyCommand, createPollBook, isAllowed } from '../../../../core/domain/poll-book.ts';
import type { PollCommand } from '../../../../core/domain/poll-command.ts';
import { completeContent } from '../../../../core/domain/poll.ts';

const { content, nextOption } = completeContent({ question: 'Tea or coffee?', options: ['Tea', 'Coffee'] });
const common = { v: 1, pollId: 'p1', commandId: 'c', at: 5 } as const;
const create: PollCommand = { ...common, kind: 'create', code: 'ACDEFG', content, nextOption };
const opening = { partitions: 4, buckets: 2, fingerprint: 'f' };

function bookWith(...commands: PollCommand[]): PollBook {
  const book = createPollBook();
  for (const command of [create, ...commands]) expect(applyCommand(book, command)).toMatchObject({ accepted: true });
  return book;
}

const by = (kind: 'pause' | 'resume' | 'close' | 'hide' | 'show', revision: number): PollCommand => ({ ...common, kind, revision });
const open = (revision: number): PollCommand => ({ ...common, kind: 'open', revision, ...opening });
const opened = (run: number): PollCommand => ({ ...common, kind: 'opened', run });
const closed = (run: number): PollCommand => ({ ...common, kind: 'closed', run });
const onceRun = [open(1), opened(1), by('close', 2), closed(1)];

describe('the poll book', () => {
  it('takes a poll through its whole life', () => {
    const book = createPollBook();
    const states = [create, open(1), opened(1), by('pause', 2), by('resume', 3), by('pause', 4), by('close', 5), closed(1)].map(
      (command) => {
        const outcome = applyCommand(book, command);
        return outcome.accepted ? outcome.poll.state : outcome.code;
      },
    );
    expect(states).toEqual(['draft', 'opening', 'open', 'paused', 'open', 'paused', 'closing', 'closed']);
    expect(book.polls.get('p1')).toMatchObject({ revision: 6, runs: [{ run: 1, ...opening, openedAt: 5, closedAt: 5 }] });
  });

  it('lets the first of two authors win and tells the other', () => {
    const book = bookWith({ ...common, kind: 'edit', revision: 1, content: { ...content, question: 'First' }, nextOption });
    const outcome = applyCommand(book, { ...common, kind: 'edit', revision: 1, content: { ...content, question: 'Second' }, nextOption });
    expect(outcome).toMatchObject({ accepted: false, code: 'revision-conflict' });
    expect(book.polls.get('p1')).toMatchObject({ revision: 2, content: { question: 'First' } });
  });

  it('does not count the markers of servers as revisions', () => {
    expect(bookWith(open(1), opened(1)).polls.get('p1')?.revision).toBe(2);
  });

  it('refuses what the state does not allow, and changes nothing', () => {
    const cases: [PollCommand[], PollCommand][] = [
      [[], by('pause', 1)],
      [[], by('close', 1)],
      [[open(1)], by('pause', 2)],
      [[open(1), opened(1)], { ...common, kind: 'edit', revision: 2, content, nextOption }],
      [[open(1), opened(1)], open(2)],
      [[open(1), opened(1)], by('hide', 2)],
      [[open(1), opened(1)], closed(1)],
      [onceRun, { ...common, kind: 'edit', revision: 3, content, nextOption }],
    ];
    for (const [before, command] of cases) {
      const book = bookWith(...before);
      const poll = book.polls.get('p1');
      expect(applyCommand(book, command)).toMatchObject({ accepted: false, code: 'wrong-state' });
      expect(book.polls.get('p1')).toBe(poll);
    }
  });

  it('ignores markers that belong to an earlier run, or come twice', () => {
    const book = bookWith(...onceRun, open(3), opened(2), by('close', 4));
    expect(applyCommand(book, closed(1))).toMatchObject({ accepted: false, code: 'wrong-state' });
    expect(applyCommand(book, closed(2))).toMatchObject({ accepted: true });
    expect(applyCommand(book, closed(2))).toMatchObject({ accepted: false, code: 'wrong-state' });
  });

  it('runs a closed poll again and keeps the run before', () => {
    const book = bookWith(...onceRun, { ...open(3), at: 90, partitions: 12 } as PollCommand);
    expect(book.polls.get('p1')?.runs).toMatchObject([
      { run: 1, partitions: 4, closedAt: 5 },
      { run: 2, partitions: 12, openedAt: 90, closedAt: null },
    ]);
  });

  it('hides and brings back; running a hidden poll shows it', () => {
    const book = bookWith(...onceRun, by('hide', 3));
    expect(book.polls.get('p1')?.hidden).toBe(true);
    expect(applyCommand(book, by('show', 4))).toMatchObject({ poll: { hidden: false, state: 'closed' } });
    applyCommand(book, by('hide', 5));
    expect(applyCommand(book, open(6))).toMatchObject({ poll: { hidden: false, state: 'opening' } });
  });

  it('gives a join code to one poll only, whatever becomes of it', () => {
    const book = bookWith(...onceRun, by('hide', 3));
    expect(applyCommand(book, { ...create, pollId: 'p2' })).toMatchObject({ accepted: false, code: 'code-taken' });
    expect(applyCommand(book, { ...create, code: 'HJKMNP' })).toMatchObject({ accepted: false, code: 'revision-conflict' });
    expect(applyCommand(book, { ...create, pollId: 'p2', code: 'HJKMNP' })).toMatchObject({ accepted: true });
    expect([...book.idsByCode]).toEqual([
      ['ACDEFG', 'p1'],
      ['HJKMNP', 'p2'],
    ]);
  });

  it('knows no other polls', () => {
    expect(applyCommand(createPollBook(), open(1))).toMatchObject({ accepted: false, code: 'poll-not-found' });
  });

  it('says beforehand what it will allow', () => {
    const poll = bookWith(...onceRun).polls.get('p1');
    if (poll === undefined) throw new Error('no poll');
    const kinds = ['edit', 'open', 'pause', 'resume', 'close', 'hide', 'show'] as const;
    expect(kinds.filter((kind) => isAllowed(poll, kind))).toEqual(['open', 'hide', 'show']);
  });
});

describe('closing times', () => {
  const schedule = (revision: number, closing: ClosingPlan | null): PollCommand => ({ ...common, kind: 'schedule', revision, closing });
  const openAt = (revision: number, at: number): PollCommand => ({ ...common, at, kind: 'open', revision, ...opening });
  const after = { kind: 'after', minutes: 2 } as const;
  const closeDue = (revision: number, timing: number): PollCommand => ({ ...common, kind: 'close', revision, timing });
  const pollOf = (...commands: PollCommand[]) => bookWith(...commands).polls.get('p1');

  it('counts a duration from every opening, and a time of day for one run', () => {
    const minutes = pollOf(schedule(1, after), openAt(1, 1_000), opened(1), by('close', 2), closed(1), openAt(3, 500_000));
    expect(minutes?.runs.map(({ closesAt }) => closesAt)).toEqual([121_000, 620_000]);
    const time = pollOf(schedule(1, { kind: 'at', at: 90_000 }), open(1), opened(1), by('close', 2), closed(1), openAt(3, 100_000));
    expect(time?.runs.map(({ closesAt }) => closesAt)).toEqual([90_000, undefined]);
    expect(time).not.toHaveProperty('closing');
  });

  it('changes the run under way alone, once there is one', () => {
    const book = bookWith(schedule(1, after), open(1), opened(1), schedule(2, { kind: 'at', at: 77_000 }));
    expect(book.polls.get('p1')).toMatchObject({ closing: after, runs: [{ closesAt: 77_000 }] });
    applyCommand(book, schedule(2, null));
    expect(book.polls.get('p1')?.runs[0]).not.toHaveProperty('closesAt');
    applyCommand(book, schedule(2, { kind: 'after', minutes: 1 }));
    expect(book.polls.get('p1')?.runs[0]?.closesAt).toBe(60_005);
  });

  it('takes what a poll is made with, and removes it from a draft', () => {
    const book = createPollBook();
    applyCommand(book, { ...create, closing: after });
    expect(book.polls.get('p1')).toMatchObject({ closing: after, timing: 1, revision: 1 });
    applyCommand(book, schedule(1, null));
    expect(book.polls.get('p1')).not.toHaveProperty('closing');
  });

  it('raises no revision, so that readers who skip the command agree on everything else', () => {
    const commands = [open(1), opened(1), schedule(2, after), by('pause', 2), schedule(3, null), closeDue(3, 2), closed(1)];
    const known = bookWith(...commands).polls.get('p1');
    const skipping = bookWith(...commands.filter(({ kind }) => kind !== 'schedule').map(withoutTiming)).polls.get('p1');
    expect(known).toMatchObject({ state: 'closed', revision: 4, timing: 2 });
    expect({ state: skipping?.state, revision: skipping?.revision }).toEqual({ state: 'closed', revision: 4 });
  });

  it('lets the first of several servers close, and none after the time was changed', () => {
    const before = [open(1), opened(1), schedule(2, after)];
    const book = bookWith(...before);
    expect([closeDue(2, 1), closeDue(2, 1)].map((command) => applyCommand(book, command).accepted)).toEqual([true, false]);
    const extended = bookWith(...before, schedule(2, { kind: 'at', at: 900_000 }));
    expect(applyCommand(extended, closeDue(2, 1))).toMatchObject({ accepted: false, code: 'revision-conflict' });
    expect(extended.polls.get('p1')).toMatchObject({ state: 'open', revision: 2 });
    const removed = bookWith(...before, schedule(2, null));
    expect(applyCommand(removed, closeDue(2, 1)).accepted).toBe(false);
  });

  it('refuses a time for a poll that is closing, and from one who has not seen the poll as it is', () => {
    expect(applyCommand(bookWith(open(1), opened(1), by('close', 2)), schedule(3, after))).toMatchObject({ code: 'wrong-state' });
    expect(applyCommand(bookWith(open(1), opened(1)), schedule(1, after))).toMatchObject({ code: 'revision-conflict' });
  });
});

function withoutTiming(command: PollCommand): PollCommand {
  if (command.kind !== 'close') return command;
  const { timing: _timing, ...older } = command;
  return older;
}
