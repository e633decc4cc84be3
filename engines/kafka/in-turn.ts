/** Runs one piece of work at a time, first come first served. */
export interface InTurn {
  run<T>(work: () => T | Promise<T>): Promise<T>;
  /** Resolves when everything that was begun or waits has ended. */
  idle(): Promise<void>;
}

export function createInTurn(): InTurn {
  let last: Promise<unknown> = Promise.resolve();
  const settled = () => undefined;
  return {
    run(work) {
      const result = last.then(work);
      last = result.then(settled, settled);
      return result;
    },
    idle: () => last.then(settled),
  };
}
