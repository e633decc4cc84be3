/** What has been started so far, and how it is stopped. */
export interface Stops {
  add(stop: () => Promise<unknown>): void;
  /** Stops everything, the newest first, also where one of them fails; rejects with the first reason then. */
  run(): Promise<void>;
}

export function createStops(): Stops {
  const stops: (() => Promise<unknown>)[] = [];
  return {
    add: (stop) => void stops.unshift(stop),
    async run() {
      const reasons: unknown[] = [];
      for (const stop of stops.splice(0)) await stop().catch((error: unknown) => reasons.push(error));
      if (reasons.length > 0) throw reasons[0];
    },
  };
}
