export interface DrawPacer {
  /** Draws soon, at most once per gap; not at all while nobody can see it. */
  request(): void;
  setVisible(isVisible: boolean): void;
  stop(): void;
}

interface Pace {
  readonly gapMs: number;
  readonly draw: () => void;
  readonly clock: () => number;
  /** Calls back later and returns how to cancel. */
  readonly after: (delayMs: number, callback: () => void) => () => void;
}

export function createDrawPacer({ gapMs, draw, clock, after }: Pace): DrawPacer {
  let lastMs = -Infinity;
  let isWanted = false;
  let isVisible = true;
  let cancel: (() => void) | undefined;

  function run(): void {
    cancel = undefined;
    if (!isVisible) return;
    isWanted = false;
    lastMs = clock();
    draw();
  }

  function schedule(): void {
    if (!isWanted || !isVisible || cancel !== undefined) return;
    cancel = after(Math.max(0, lastMs + gapMs - clock()), run);
  }

  return {
    request() {
      isWanted = true;
      schedule();
    },
    setVisible(nowVisible) {
      isVisible = nowVisible;
      schedule();
    },
    stop() {
      cancel?.();
      cancel = () => undefined;
    },
  };
}
