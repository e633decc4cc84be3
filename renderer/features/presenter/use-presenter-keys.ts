import { useEffect } from 'react';
import type { PollView } from '../../model/view-types.ts';
import { useShared, useStores } from '../../state/use-stores.ts';
import { neighbourOf, startStopCommand } from './presenter-keys.ts';

/** Space starts and stops voting, Enter shows and hides the result, arrows change the poll, Esc leaves. */
export function usePresenterKeys(poll: PollView, onToggleResult: () => void): void {
  const { polls, navigation } = useStores();
  const command = useShared('actions', (state) => state.command);

  useEffect(() => {
    const change = (by: -1 | 1) => {
      const next = neighbourOf([...polls.getState().byId.values()], poll.id, by);
      if (next === undefined) return;
      navigation.getState().go({ kind: 'live', pollId: next });
      navigation.getState().present(next);
    };
    const keys: Record<string, () => void> = {
      ' ': () => {
        const name = startStopCommand(poll.state);
        if (name !== undefined) void command(poll, name);
      },
      Enter: onToggleResult,
      ArrowRight: () => change(1),
      ArrowDown: () => change(1),
      ArrowLeft: () => change(-1),
      ArrowUp: () => change(-1),
      Escape: () => navigation.getState().present(null),
    };
    const onKeyDown = (event: KeyboardEvent) => {
      const act = keys[event.key];
      if (act === undefined || event.repeat) return;
      event.preventDefault();
      act();
    };
    window.addEventListener('keydown', onKeyDown);
    return () => window.removeEventListener('keydown', onKeyDown);
  }, [poll, onToggleResult, polls, navigation, command]);
}
