/** A wait that can be cut short: the network is back, or the voter is impatient. */
export function createPause(): { wait(ms: number): Promise<'over' | 'early'>; wake(): void } {
  let wake: (() => void) | undefined;
  return {
    wait: (ms) =>
      new Promise((resolve) => {
        const timer = setTimeout(() => resolve('over'), ms);
        wake = () => {
          clearTimeout(timer);
          resolve('early');
        };
      }),
    wake: () => wake?.(),
  };
}
