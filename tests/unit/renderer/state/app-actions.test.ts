import { describe, expect, it } from 'vitest';
import { findEntries } from '../../../../renderer/features/palette/find-entries.ts';
import { shortcutTable } from '../../../../renderer/features/palette/shortcut-table.ts';
import { createAppActions } from '../../../../renderer/state/app-actions.ts';
import { draft, startOn } from './start-stores.ts';

async function setUp(command?: 'open') {
  const { stores, bridge, saved } = await startOn();
  const made = await stores.actions.getState().save(draft, undefined);
  if (command !== undefined) await stores.actions.getState().command(made, command);
  stores.navigation.getState().go({ kind: 'live', pollId: made.id });
  return { stores, bridge, saved, made, actions: createAppActions(stores) };
}

describe('createAppActions', () => {
  it('gives every action an id and every key to one action only', async () => {
    const { actions } = await setUp();
    const ids = actions.map(({ id }) => id);
    const keys = actions.flatMap(({ key }) => (key === undefined ? [] : [key]));
    expect(new Set(ids).size).toBe(ids.length);
    expect(new Set(keys).size).toBe(keys.length);
  });

  it('lists under "?" exactly the keys that actions have', async () => {
    const { actions } = await setUp();
    const listed = shortcutTable(actions, 'Ctrl')
      .filter(({ heading }) => ['This poll', 'View', 'Kpoll'].includes(heading))
      .flatMap(({ shortcuts }) => shortcuts.map(({ title }) => title))
      .filter((title) => title !== 'Find a poll or an action');
    expect(listed.sort()).toEqual(
      actions
        .filter(({ key }) => key !== undefined)
        .map(({ title }) => title)
        .sort(),
    );
  });

  it('offers a draft its opening and an open poll its pause', async () => {
    const titles = async (command?: 'open') => {
      const { actions, made } = await setUp(command);
      return findEntries({ actions, polls: [made], profiles: null }, '').actions.map(({ title }) => title);
    };
    const draftTitles = await titles();
    const openTitles = await titles('open');
    expect(draftTitles).toContain('Open voting');
    expect(draftTitles).not.toContain('Pause voting');
    expect(openTitles).toContain('Pause voting');
    expect(openTitles).not.toContain('Edit poll');
  });

  it('has no dead entries: whatever is offered changes something', async () => {
    const probe = await setUp();
    const ids = probe.actions.filter((action) => action.isOffered() && action.id !== 'search').map(({ id }) => id);
    for (const id of ids) {
      const { stores, bridge, actions, saved } = await setUp();
      const before = [stores.navigation.getState(), stores.settings.getState(), stores.results.getState()];
      const asked = bridge.asked.length;
      actions.find((action) => action.id === id)?.run();
      const after = [stores.navigation.getState(), stores.settings.getState(), stores.results.getState()];
      const isChanged = bridge.asked.length > asked || saved.length > 0 || after.some((state, index) => state !== before[index]);
      expect(isChanged, id).toBe(true);
    }
  });

  it('asks before it closes a poll', async () => {
    const { actions, stores, made, bridge } = await setUp('open');
    actions.find(({ id }) => id === 'close')?.run();
    expect(stores.navigation.getState().dialog).toEqual({ kind: 'close-poll', pollId: made.id });
    expect(bridge.poll(made.id)?.state).toBe('open');
  });
});

describe('findEntries', () => {
  it('finds polls and actions by words in any order', async () => {
    const { actions, made } = await setUp();
    expect(findEntries({ actions, polls: [made], profiles: null }, 'coffee tea').polls).toEqual([made]);
    expect(findEntries({ actions, polls: [made], profiles: null }, 'theme dark').actions.map(({ id }) => id)).toEqual(['theme-dark']);
    expect(findEntries({ actions, polls: [made], profiles: null }, 'nothing like this')).toEqual({ actions: [], polls: [], profiles: [] });
  });
});
