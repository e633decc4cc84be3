import { useEffect, useRef } from 'react';
import { useShared } from '../../state/use-stores.ts';

/** Fills the screen as long as the view is there. Leaving full screen, as Esc does, leaves the view. */
export function useFullScreen(onLeave: () => void): void {
  const add = useShared('toasts', (state) => state.add);
  const leave = useRef(onLeave);
  useEffect(() => {
    leave.current = onLeave;
  }, [onLeave]);

  useEffect(() => {
    let wasFull = false;
    const refuse = () => add({ tone: 'info', text: 'The browser did not allow full screen. Press F11 for it; Esc leaves this view.' });
    document.documentElement.requestFullscreen().catch(refuse);
    const onChange = () => {
      if (document.fullscreenElement !== null) wasFull = true;
      else if (wasFull) leave.current();
    };
    document.addEventListener('fullscreenchange', onChange);
    return () => {
      document.removeEventListener('fullscreenchange', onChange);
      if (document.fullscreenElement !== null) void document.exitFullscreen();
    };
  }, [add]);
}
