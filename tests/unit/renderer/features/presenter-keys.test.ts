import { describe, expect, it } from 'vitest';
import { neighbourOf, startStopCommand } from '../../../../renderer/features/presenter/presenter-keys.ts';
import { draft, startOn } from '../state/start-stores.ts';

describe('presenter keys', () => {
  it('start and stop voting, but never do what a second press could not undo', () => {
    expect(startStopCommand('draft')).toBe('open');
    expect(startStopCommand('open')).toBe('pause');
    expect(startStopCommand('paused')).toBe('resume');
    expect(startStopCommand('closed')).toBeUndefined();
    expect(startStopCommand('closing')).toBeUndefined();
  });

  it('go round all polls that are not hidden', async () => {
    const { stores } = await startOn();
    const made = [];
    for (const question of ['First', 'Second', 'Third']) made.push(await stores.actions.getState().save({ ...draft, question }, undefined));
    const [first, second, third] = made.map((poll, index) => ({ ...poll, createdAt: index }));
    if (first === undefined || second === undefined || third === undefined) throw new Error('polls are missing');
    expect(neighbourOf([first, second, third], first.id, 1)).toBe(second.id);
    expect(neighbourOf([first, second, third], first.id, -1)).toBe(third.id);
    expect(neighbourOf([first, { ...second, hidden: true }, third], first.id, 1)).toBe(third.id);
  });
});
