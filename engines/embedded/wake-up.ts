/** Lets a loop sleep until someone wakes it; a call to `wake` while it works keeps it from sleeping the next time. */
export interface WakeUp {
  wake(): void;
  /** Forgets earlier calls: what is looked at from now on is at least as new as they were. */
  clear(): void;
  /** Resolves at the next call to `wake`, at once if there was one since `clear`, and after `timeoutMs` at the latest. */
  sleep(timeoutMs?: number): Promise<void>;
}

export function createWakeUp(): WakeUp {
  let woken = false;
  let onWake: (() => void) | undefined;
  const wake = () => {
    woken = true;
    onWake?.();
  };
  return {
    wake,
    clear: () => void (woken = false),
    async sleep(timeoutMs) {
      if (woken) return;
      const timer = timeoutMs === undefined ? undefined : setTimeout(wake, timeoutMs);
      await new Promise<void>((resolve) => (onWake = resolve));
      onWake = undefined;
      clearTimeout(timer);
    },
  };
}
