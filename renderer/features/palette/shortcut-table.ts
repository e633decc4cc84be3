import type { AppAction } from '../../state/app-actions.ts';

export interface ShortcutGroup {
  readonly heading: string;
  readonly shortcuts: readonly { readonly keys: readonly string[]; readonly title: string }[];
}

/** Keys of actions come from the actions themselves, so the list cannot promise what is not there. */
export function shortcutTable(actions: readonly AppAction[], keyName: string): readonly ShortcutGroup[] {
  const ofGroup = (group: AppAction['group']) =>
    actions.flatMap(({ group: own, key, title }) => (own === group && key !== undefined ? [{ keys: [key.toUpperCase()], title }] : []));
  return [
    { heading: 'This poll', shortcuts: ofGroup('This poll') },
    { heading: 'View', shortcuts: ofGroup('View') },
    { heading: 'Kpoll', shortcuts: [{ keys: [keyName, 'K'], title: 'Find a poll or an action' }, ...ofGroup('Kpoll')] },
    {
      heading: 'On the big screen',
      shortcuts: [
        { keys: ['Space'], title: 'Start and stop voting' },
        { keys: ['Enter'], title: 'Show and hide the result' },
        { keys: ['←', '→'], title: 'Change the poll' },
        { keys: ['Esc'], title: 'Leave' },
      ],
    },
    {
      heading: 'Writing a poll',
      shortcuts: [
        { keys: ['Enter'], title: 'Add an option' },
        { keys: ['Alt', '↑', '↓'], title: 'Move an option' },
      ],
    },
  ];
}
