/** Where the desktop tells what happened, one line an event. Never given anything about voters. */
export interface Logger {
  info(message: string, details?: LogDetails): void;
  error(message: string, details?: LogDetails): void;
}

export type LogDetails = Readonly<Record<string, unknown>>;

/** JSON lines, with the stack of an error under `error`. */
export function createLineLogger(write: (line: string) => void, clock: () => number = Date.now): Logger {
  const log =
    (level: string) =>
    (message: string, details: LogDetails = {}) => {
      write(JSON.stringify({ time: new Date(clock()).toISOString(), level, ...details, message }, describeErrors));
    };
  return { info: log('info'), error: log('error') };
}

function describeErrors(_key: string, value: unknown): unknown {
  return value instanceof Error ? { name: value.name, message: value.message, stack: value.stack } : value;
}
