import { useEffect } from 'react';
import type { AppAction } from '../../state/app-actions.ts';
import { useStores } from '../../state/use-stores.ts';

/** Runs the actions that are chosen in the menu of the shell. */
export function useMenu(actions: readonly AppAction[]): void {
  const { bridge, navigation } = useStores();
  useEffect(
    () =>
      bridge.on('menu:chosen', ({ action: id }) => {
        const action = actions.find((candidate) => candidate.id === id);
        if (action === undefined || !action.isOffered()) return;
        if (navigation.getState().presenting !== null) navigation.getState().present(null);
        action.run();
      }),
    [actions, bridge, navigation],
  );
}
