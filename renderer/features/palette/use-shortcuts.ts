import { useEffect } from 'react';
import type { AppAction } from '../../state/app-actions.ts';
import { useStores } from '../../state/use-stores.ts';

/** Runs actions by their key wherever nobody is typing; Ctrl or Cmd with K opens the palette anywhere. */
export function useShortcuts(actions: readonly AppAction[]): void {
  const { navigation } = useStores();
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      const { dialog, presenting, open, closeDialog } = navigation.getState();
      if (presenting !== null || event.isComposing) return;
      if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === 'k') {
        event.preventDefault();
        if (dialog?.kind === 'palette') closeDialog();
        else open({ kind: 'palette' });
        return;
      }
      if (event.ctrlKey || event.metaKey || event.altKey || dialog !== null || isTyping(event.target)) return;
      const action = actions.find(({ key }) => key === event.key.toLowerCase());
      if (action === undefined || !action.isOffered()) return;
      event.preventDefault();
      action.run();
    };
    window.addEventListener('keydown', onKeyDown);
    return () => window.removeEventListener('keydown', onKeyDown);
  }, [actions, navigation]);
}

function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  return target.isContentEditable || ['INPUT', 'TEXTAREA', 'SELECT'].includes(target.tagName);
}
