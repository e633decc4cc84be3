/** A pause that can be cut short. */
export interface Pause {
  wait(ms: number): Promise<void>;
  /** Ends every pause that is running. */
  wake(): void;
}

export function createPause(): Pause {
  const waiting = new Set<() => void>();
  return {
    wait: (ms) =>
      new Promise((resolve) => {
        const end = () => {
          clearTimeout(timer);
          waiting.delete(end);
          resolve();
        };
        const timer = setTimeout(end, ms);
        waiting.add(end);
      }),
    wake() {
      for (const end of waiting) end();
    },
  };
}
