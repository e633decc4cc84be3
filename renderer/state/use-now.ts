import { useEffect, useState } from 'react';
import { useStores } from './use-stores.ts';

/** The time, in ms since 1970, drawn anew every second while `isRunning`. */
export function useNow(isRunning: boolean): number {
  const { clock } = useStores();
  const [now, setNow] = useState(clock);
  useEffect(() => {
    if (!isRunning) return undefined;
    const tick = () => setNow(clock());
    const [first, timer] = [setTimeout(tick), setInterval(tick, 1000)];
    return () => {
      clearTimeout(first);
      clearInterval(timer);
    };
  }, [isRunning, clock]);
  return now;
}
