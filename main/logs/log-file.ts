import { mkdir } from 'node:fs/promises';
import { createStream } from 'rotating-file-stream';

export const logFileName = 'kpoll.log';

const againAfterMs = 30_000;

export interface LogFileOptions {
  readonly folder: string;
  /** Begins a new file at this size; the earlier ones are called `kpoll.log.1` to `.5`. */
  readonly size?: `${number}${'K' | 'M'}`;
  readonly keep?: number;
  readonly clock: () => number;
  /** Told when lines can no longer be written: a full disk, a folder that is gone; again only after it was well meanwhile. */
  readonly onFault: (error: Error) => void;
}

/** A file of lines that never grows without bound and that nobody else on this computer can read. */
export interface LogFile {
  write(line: string): void;
  /** Resolves when everything is in the file. */
  stop(): Promise<void>;
}

/** Rejects where the folder cannot be made. Where lines cannot be written, those of the next half minute are lost, then it is tried again. */
export async function openLogFile({ folder, size = '5M', keep = 5, clock, onFault }: LogFileOptions): Promise<LogFile> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  let brokenAt = 0;
  let isTold = false;
  const open = () => {
    const made = createStream(logFileName, { path: folder, size, rotate: keep, mode: 0o600 });
    made.on('error', (error) => {
      if (stream !== made) return;
      stream = undefined;
      brokenAt = clock();
      if (!isTold) onFault(error);
      isTold = true;
    });
    return made;
  };
  const written = (error?: Error | null) => {
    if (!error) isTold = false;
  };
  let stream: ReturnType<typeof open> | undefined = open();
  return {
    write(line) {
      if (stream === undefined && clock() - brokenAt >= againAfterMs) stream = open();
      stream?.write(`${line}\n`, written);
    },
    stop: () =>
      new Promise((resolve) => {
        const last = stream;
        stream = undefined;
        brokenAt = Infinity;
        if (last === undefined) {
          resolve();
          return;
        }
        last.once('error', () => resolve());
        last.end(() => resolve());
      }),
  };
}
