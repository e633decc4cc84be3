export interface EndChildOptions {
  /** Resolves when the process has ended. */
  readonly ended: Promise<unknown>;
  /** Asks it to end. */
  readonly terminate: () => void;
  /** Ends it without asking; what it has acknowledged is on disk all the same. */
  readonly kill: () => void;
  readonly graceMs?: number;
}

/** Ends a child process: asks first, and does not wait for ever for one that hangs. */
export async function endChild({ ended, terminate, kill, graceMs = 10_000 }: EndChildOptions): Promise<void> {
  terminate();
  const timer = setTimeout(kill, graceMs);
  await ended;
  clearTimeout(timer);
}
