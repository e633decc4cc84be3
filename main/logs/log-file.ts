import { mkdir } from 'node:fs/promises';
import { createStream } from 'rotating-file-stream';

export const logFileName = 'kpoll.log';

export interface LogFileOptions {
  readonly folder: string;
  /** Begins a new file at this size; the earlier ones are called `kpoll.log.1` to `.5`. */
  readonly size?: `${number}${'K' | 'M'}`;
  readonly keep?: number;
  /** Told once when lines can no longer be written: a full disk, a folder that is gone. */
  readonly onFault: (error: Error) => void;
}

/** A file of lines that never grows without bound and that nobody else on this computer can read. */
export interface LogFile {
  write(line: string): void;
  /** Resolves when everything is in the file. */
  stop(): Promise<void>;
}

/** Rejects where the folder cannot be made. */
export async function openLogFile({ folder, size = '5M', keep = 5, onFault }: LogFileOptions): Promise<LogFile> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const stream = createStream(logFileName, { path: folder, size, rotate: keep, mode: 0o600 });
  let isBroken = false;
  stream.on('error', (error) => {
    if (isBroken) return;
    isBroken = true;
    onFault(error);
  });
  return {
    write(line) {
      if (!isBroken) stream.write(`${line}\n`);
    },
    stop: () =>
      new Promise((resolve) => {
        if (isBroken) {
          resolve();
          return;
        }
        isBroken = true;
        stream.once('error', () => resolve());
        stream.end(() => resolve());
      }),
  };
}
