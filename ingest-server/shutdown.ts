/** What was opened, to be closed in reverse order. Every step runs, even after another has failed; one added too late runs at once. */
export interface Shutdown {
  add(step: () => unknown): void;
  /** Runs the steps once; rejects with the first failure after all have run. */
  run(): Promise<void>;
  /** Whether `run` was called. */
  isRunning(): boolean;
}

export function createShutdown(): Shutdown {
  const steps: (() => unknown)[] = [];
  let running: Promise<void> | undefined;
  async function runAll(): Promise<void> {
    const failures: unknown[] = [];
    for (let step = steps.pop(); step !== undefined; step = steps.pop()) {
      try {
        await step();
      } catch (error) {
        failures.push(error);
      }
    }
    if (failures.length > 0) throw failures[0];
  }
  return {
    add(step) {
      steps.push(step);
      if (running !== undefined) running = running.then(runAll);
    },
    run: () => (running ??= runAll()),
    isRunning: () => running !== undefined,
  };
}
