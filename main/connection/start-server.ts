export interface StartServerOptions {
  readonly dataFolder: string;
  /** 0 for any free port. */
  readonly port: number;
  readonly host: string;
}

/** A running child process. */
export interface ServerChild {
  readonly pid: number | undefined;
  /** Resolves when the process has ended, with what it last said on stderr. Never rejects. */
  readonly ended: Promise<{ readonly code: number | null; readonly message: string }>;
  /** Asks it to end (SIGTERM) and waits until it has. */
  stop(): Promise<void>;
}

/** What a shell starts as a child process. */
export interface ServerProgram {
  readonly script: string;
  readonly env: Readonly<Record<string, string>>;
  /** All that it says, on stdout and stderr, line by line. */
  readonly onLine: (line: string) => void;
}

/** How a shell starts the ingest server as a child process. */
export type StartServer = (options: StartServerOptions) => ServerChild;

export function serverArguments({ dataFolder, port, host }: StartServerOptions): string[] {
  return ['--data', dataFolder, '--port', String(port), '--host', host];
}
