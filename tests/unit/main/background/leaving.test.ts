import { describe, expect, it } from 'vitest';
import { quitQuestion, whatClosingDoes, wouldStopVoting } from '../../../../main/background/leaving.ts';
import type { Running, RunningPoll } from '../../../../main/background/running-polls.ts';
import { trayWords } from '../../../../main/background/tray-words.ts';

const poll = (changes: Partial<RunningPoll> = {}): RunningPoll => ({
  ...{ id: 'p', revision: 2, state: 'open', question: 'Tea or coffee?' },
  ...changes,
});
const running = (changes: Partial<Running> = {}): Running => ({ polls: [poll()], votes: 0, trouble: null, ...changes });
const nothing = running({ polls: [] });

describe('leaving', () => {
  it('surprises nobody while no poll runs, or where voting goes on without this program', () => {
    expect(wouldStopVoting({ running: running(), ownsServer: true })).toBe(true);
    expect(wouldStopVoting({ running: running(), ownsServer: false })).toBe(false);
    expect(wouldStopVoting({ running: nothing, ownsServer: true })).toBe(false);
  });

  it('hides the window of a running poll where there is a tray, and asks where there is none', () => {
    expect(whatClosingDoes({ running: running(), ownsServer: true, hasTray: true })).toBe('hide');
    expect(whatClosingDoes({ running: running(), ownsServer: true, hasTray: false })).toBe('ask');
    expect(whatClosingDoes({ running: running(), ownsServer: false, hasTray: true })).toBe('close');
    expect(whatClosingDoes({ running: nothing, ownsServer: true, hasTray: true })).toBe('close');
  });

  it('says what happens to votes, and its first button does no harm', () => {
    const { message, detail, buttons } = quitQuestion(running({ votes: 1 }));
    expect(message).toBe('A poll is still running.');
    expect(detail).toContain('“Tea or coffee?”');
    expect(detail).toContain('phones cannot vote');
    expect(detail).toContain('The 1 vote so far is safe.');
    expect(buttons.map(({ answer }) => answer)).toEqual(['stay', 'quit', 'close-polls']);
  });

  it('names a few of many polls, shortly', () => {
    const polls = Array.from({ length: 7 }, (_, index) => poll({ id: `p${index}`, question: `${index} ${'x'.repeat(200)}` }));
    const { message, detail } = quitQuestion(running({ polls, votes: 12_345 }));
    expect(message).toBe('7 polls are still running.');
    expect(detail).toContain('and 2 more');
    expect(detail).toContain('12,345 votes');
    expect(
      Math.max(
        ...detail
          .split('\n')
          .slice(0, 5)
          .map((line) => line.length),
      ),
    ).toBeLessThan(90);
  });
});

describe('the words of the tray', () => {
  it.each<readonly [string, Running, string, 'open' | 'idle']>([
    ['nothing', nothing, 'Kpoll: no poll open', 'idle'],
    ['one open poll', running({ votes: 1 }), 'Kpoll: voting open, 1 vote', 'open'],
    ['two open polls', running({ polls: [poll(), poll({ id: 'q' })], votes: 1234 }), 'Kpoll: voting open in 2 polls, 1,234 votes', 'open'],
    ['a paused poll', running({ polls: [poll({ state: 'paused' })], votes: 3 }), 'Kpoll: voting paused, 3 votes', 'idle'],
    ['a poll open and one paused', running({ polls: [poll(), poll({ state: 'paused' })] }), 'Kpoll: voting open, 0 votes', 'open'],
    [
      'a server that cannot be started',
      running({ trouble: 'The disk is full.' }),
      'Kpoll: no results just now. Votes that were confirmed are safe.',
      'idle',
    ],
  ])('tell of %s', (_what, state, tooltip, look) => {
    expect(trayWords(state)).toEqual({ tooltip, look });
  });
});
